package io.tesela.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.report.JobReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The report as JSON: the names of {@link JobReport} in snake case, null where something is not known. Degraded tiles that
 * are not named are counted in {@code degraded_tiles_omitted}, which is there only if there are any.
 *
 * <p><b>Threads:</b> stateless; any thread.
 */
public final class ReportJson {
    /** Never changed after this line. A report that lacks something is no report; one that has more is of a later version. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addMixIn(JobReport.class, DerivedFields.class)
            .build();

    private static final String FOUND = "found";
    private static final String FOUND_OMITTED = "found_omitted";

    /** What follows from the fields of a report, written for whoever reads the JSON; not read back. */
    private interface DerivedFields {
        @JsonProperty(value = "degraded_tiles_omitted", access = JsonProperty.Access.READ_ONLY)
        @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        long degradedTilesOmitted();
    }

    private ReportJson() {}

    /** Returns the report on one line, UTF-8. */
    public static byte[] write(JobReport report) {
        try {
            return MAPPER.writeValueAsBytes(report);
        } catch (JsonProcessingException e) {
            throw unwritable(e);
        }
    }

    /** Returns the report for people, UTF-8, with a line feed at its end. */
    public static byte[] writePretty(JobReport report) {
        return pretty(MAPPER.valueToTree(report));
    }

    /**
     * Returns the report.
     *
     * @throws TeselaException {@link FailureCode#BAD_MESSAGE} if it is not JSON or lacks a field
     */
    public static JobReport read(byte[] json) {
        try {
            JsonNode tree = MAPPER.readTree(json);
            if (tree instanceof ObjectNode fields && !fields.has(FOUND)) {
                // Of a server of a version before, or kept from then.
                fields.putArray(FOUND);
                fields.put(FOUND_OMITTED, 0);
            }
            JobReport report = MAPPER.treeToValue(tree, JobReport.class);
            if (report == null) {
                throw JsonFields.refusal("report: null (expected: a JSON object)");
            }
            return report;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * Returns the report for people, saying where a client has put things; whatever else is in it stays.
     *
     * @param json a report
     * @param outputPath where the video is
     * @param frameCrc32c name of the side file beside the report; empty if there is none
     * @throws TeselaException {@link FailureCode#BAD_MESSAGE} if {@code json} is not a JSON object
     */
    public static byte[] located(byte[] json, String outputPath, String frameCrc32c) {
        try {
            JsonNode report = MAPPER.readTree(json);
            if (!(report instanceof ObjectNode fields)) {
                throw JsonFields.refusal("report: not a JSON object (expected: a JSON object)");
            }
            fields.put("output_path", outputPath).put("frame_crc32c", frameCrc32c);
            return pretty(fields);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static byte[] pretty(JsonNode report) {
        try {
            String text = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(report);
            return (text + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw unwritable(e);
        }
    }

    private static IllegalArgumentException unwritable(JsonProcessingException e) {
        return new IllegalArgumentException("report: cannot be written as JSON", e);
    }

    private static TeselaException unreadable(IOException e) {
        String message = e instanceof JsonProcessingException processing
                ? processing.getOriginalMessage()
                : String.valueOf(e.getMessage());
        return new TeselaException(
                FailureCode.BAD_MESSAGE, "report: " + message + " (expected: the JSON of a report)", e);
    }
}
