package io.tesela.standalone.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A verification as JSON; a pure function. */
public final class VerificationJson {
    private VerificationJson() {}

    /**
     * Returns one JSON object, with a line feed at its end.
     *
     * @param maxDegraded tiles that may be the original ones
     */
    public static String write(ResultFiles files, Verification verification, long maxDegraded) {
        JsonMapper mapper = JsonMapper.builder().build();
        ObjectNode root = mapper.createObjectNode()
                .put("verified", verification.passes(maxDegraded))
                .put("job", verification.report().job())
                .put("video", files.video().toString())
                .put("out", files.out().toString())
                .put("report", files.report().toString())
                .put("filters", verification.report().filters());
        root.putObject("frames")
                .put("equal", verification.equal())
                .put("as_reported", verification.asReported())
                .put("different", verification.different());
        root.put("degraded_tiles", verification.degradedTiles()).put("max_degraded", maxDegraded);
        ArrayNode differences = root.putArray("differences");
        verification.differences().forEach(difference -> add(differences.addObject(), difference));
        root.put("differences_omitted", verification.differencesOmitted());
        try {
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("verification: cannot be written as JSON", e);
        }
    }

    /** A difference of a file has no frame. */
    private static void add(ObjectNode target, Difference difference) {
        difference.frame().ifPresent(frame -> target.put("frame", frame));
        target.put("as_reported", difference.asReported()).put("what", difference.what());
    }
}
