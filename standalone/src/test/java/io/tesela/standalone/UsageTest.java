package io.tesela.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.standalone.TestService.Ended;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wrong values of flags: exit code 2 and one sentence that begins with the flag, before anything is started. */
class UsageTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "up --filters nosuch | --filters: ",
                "up --tiles 0x3 | --tiles: 0x3 (expected: ",
                "up --window-frames 0 | --window-frames: 0 (expected: 1 or more)",
                "up --max-jobs 0 | --max-jobs: 0 (expected: 1 or more)",
                "up --max-upload -1 | --max-upload: -1 (expected: 1 or more)",
                "up --port 70000 | --port: 70000 (expected: 0 to 65535)",
                "up --preview-port -1 | --preview-port: -1 (expected: 0 to 65535)",
                "up --kafka-port 70000 | --kafka-port: 70000 (expected: 0 to 65535)",
                "up --transport memory --kafka-port 0 | --kafka-port: 0 (expected: not with --transport memory, ",
                "up --transport tcp | --transport: tcp (expected: memory or kafka)",
                "up --processes --transport memory | --processes: true (expected: not with --transport memory, ",
                "up --processes --transport tcp | --transport: tcp (expected: memory or kafka)",
                "up --processes --kafka-port 70000 | --kafka-port: 70000 (expected: 0 to 65535)",
                "up --processes --processors 0 | --processors: 0 (expected: 1 or more)",
                "up --processes --crf 52 | --crf: 52 (expected: 0 to 51)",
                "up --processes --tile-timeout 0 | --tile-timeout: 0 (expected: 1 to 86400)",
                "run --transport tcp --video x --out y | --transport: tcp (expected: memory or kafka)",
                "up --bind 192.0.2.1 | --bind: '192.0.2.1' (expected: an address of this machine)",
                "up --codec vp9 | --codec: vp9 (expected: h264)",
                "up --encoder nosuch | --encoder: nosuch (expected: one of auto, ",
                "up --preset x | --preset: x (expected: one of ultrafast, ",
                "up --crf 52 | --crf: 52 (expected: 0 to 51)",
                "up --processors 0 | --processors: 0 (expected: 1 or more)",
                "ingest --codec vp9 | --codec: vp9 (expected: h264)",
                "broker --bind 192.0.2.1 | --bind: '192.0.2.1' (expected: an address of this machine)",
                "broker --bind :::: | --bind: '::::' (expected: an address of this machine)",
                "broker --bind 0.0.0.0 | --advertise: ",
                "broker --port 70000 | --port: 70000 (expected: 0 to 65535)",
                "ingest --metrics-port 70000 | --preview-port: 70000 (expected: 0 to 65535)",
                "ingest --metrics-host ::1 | --metrics-host: unknown, did you mean --metrics-port?"
                        + " (expected: a flag of tesela ingest)",
                "uplaod --video x | unknown command: uplaod, did you mean upload? (expected: one of upload, ",
                "upload --vidoe x | --vidoe: unknown, did you mean --video? (expected: a flag of tesela upload)",
                "topics --metrics-port 0 | --metrics-port: unknown (expected: a flag of tesela topics)",
                "assembler --metrics-host 192.0.2.1 | --metrics-host: '192.0.2.1' (expected: an address of this"
                        + " machine)",
                "tile-processor --metrics-port 70000 | --metrics-port: 70000 (expected: 0 to 65535)",
                "broker --metrics-port 70000 | --metrics-port: 70000 (expected: 0 to 65535)",
                "up --tile-timeout 0 | --tile-timeout: 0 (expected: 1 to 86400)",
                "up --max-tiles-per-frame -1 | --max-tiles-per-frame: -1 (expected: 0 to ",
                "tile-processor --max-tiles-per-second -1 | --max-tiles-per-second: -1 (expected: 0 to ",
                "topics --tiles 0 | --tiles: 0 (expected: 1 or more)",
                "verify --video x | Missing required option: '--out=PATH'",
                "verify --video x --out y --max-degraded -1 | --max-degraded: -1 (expected: >= 0)",
                "verify --video x --out y --parallelism 0 | --parallelism: 0 (expected: 1 or more)",
            })
    void command_wrongValue_endsWith2AndNamesTheFlag(String arguments, String sentence) {
        // When
        Ended ended = TestService.tesela(arguments.split(" "));

        // Then
        assertThat(ended.err().lines()).singleElement().asString().startsWith("error: " + sentence);
        assertThat(ended.exitCode()).isEqualTo(2);
    }
}
