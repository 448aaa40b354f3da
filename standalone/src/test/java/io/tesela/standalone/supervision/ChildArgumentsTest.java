package io.tesela.standalone.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A child is to come back where it was. */
class ChildArgumentsTest {
    private static final Announcement BROKER = new Announcement(4711, 1111, 19_092);
    private static final ChildArguments GIVEN = arguments(false, 9092, 9090, 8080);
    private static final ChildArguments FREE = arguments(true, 0, 0, 0);

    @Test
    void broker_atFirst_takesThePortAsked() {
        assertThat(GIVEN.broker(Optional.empty(), 0))
                .containsExactly(
                        "broker",
                        "--of=broker",
                        "--supervised",
                        "--bind=127.0.0.1",
                        "--advertise=127.0.0.1",
                        "--port=9092",
                        "--data=/data/tesela-broker",
                        "--metrics-host=::1",
                        "--metrics-port=0");
    }

    @Test
    void broker_again_takesThePortsItHadAndItsFolder() {
        assertThat(FREE.broker(Optional.of(BROKER), 0))
                .contains(
                        "--port=19092",
                        "--metrics-port=1111",
                        "--data=/data/tesela-broker",
                        "--discard=/data/tesela-broker");
    }

    @Test
    void ingest_atFirst_takesThePortsAsked() {
        assertThat(GIVEN.ingest(BROKER, Optional.empty()))
                .containsExactly(
                        "ingest",
                        "--of=ingest",
                        "--supervised",
                        "--kafka=127.0.0.1:19092",
                        "--id=ingest-1",
                        "--port=9090",
                        "--preview-port=8080",
                        "--data=/data");
    }

    @Test
    void ingest_again_takesThePortsItHadAndItsFolder() {
        assertThat(FREE.ingest(BROKER, Optional.of(new Announcement(4711, 2222, 3333))))
                .contains(
                        "--id=ingest-1",
                        "--port=3333",
                        "--preview-port=2222",
                        "--data=/data",
                        "--discard=/data/tesela-jobs");
    }

    @Test
    void stateless_again_takesItsNameAndMetricsPort() {
        // Given
        Optional<Announcement> known = Optional.of(new Announcement(4711, 4444, 0));

        // When
        List<String> processor = FREE.processor("processor-2", BROKER, known, 0);
        List<String> assembler = FREE.assembler(BROKER, known, 0);

        // Then
        assertThat(processor)
                .containsExactly(
                        "tile-processor",
                        "--of=processor-2",
                        "--supervised",
                        "--kafka=127.0.0.1:19092",
                        "--metrics-host=::1",
                        "--metrics-port=4444",
                        "--id=processor-2");
        assertThat(assembler)
                .startsWith("assembler", "--of=assembler")
                .contains("--id=assembler-1", "--metrics-port=4444");
    }

    /** Somebody else may have taken it meanwhile. */
    @Test
    void stateless_afterAStartThatFailed_takesAnyMetricsPort() {
        assertThat(FREE.assembler(BROKER, Optional.of(new Announcement(4711, 4444, 0)), 1))
                .contains("--metrics-port=0");
    }

    private static ChildArguments arguments(boolean temporary, int kafkaPort, int port, int previewPort) {
        return new ChildArguments(new ProcessSettings(
                Path.of("/data"),
                temporary,
                "::1",
                kafkaPort,
                port,
                previewPort,
                2,
                (role, name) -> List.of("--of=" + name)));
    }
}
