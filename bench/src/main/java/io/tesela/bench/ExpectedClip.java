package io.tesela.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A clip and how many of its frames decode, as other tools found.
 *
 * @param frames 0 when it is no video, and has to be refused
 */
record ExpectedClip(Path path, int frames) {
    static final String FILE = "expected.json";

    ExpectedClip {
        if (frames < 0) {
            throw new IllegalArgumentException("frames: " + frames + " (expected: >= 0)");
        }
    }

    /** Returns the clips that a folder says it has, in its order. */
    static List<ExpectedClip> allOf(Path folder) throws IOException {
        List<ExpectedClip> clips = new ArrayList<>();
        for (JsonNode entry :
                JsonMapper.builder().build().readTree(folder.resolve(FILE).toFile())) {
            boolean video = entry.path("probe_rc").asInt() == 0;
            clips.add(new ExpectedClip(
                    folder.resolve(entry.path("file").asText()),
                    video ? entry.path("decoded_frames").asInt() : 0));
        }
        return clips;
    }

    String name() {
        return String.valueOf(path.getFileName());
    }

    boolean refused() {
        return frames == 0;
    }
}
