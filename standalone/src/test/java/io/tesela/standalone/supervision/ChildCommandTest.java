package io.tesela.standalone.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChildCommandTest {
    @ParameterizedTest
    @CsvSource({"1, 25.00", "2, 25.00", "3, 20.00", "5, 12.00", "60, 1.00"})
    void shared_withoutAHeap_childrenShareTheMemory(int children, String percent) {
        assertThat(ChildCommand.shared(List.of("-Xshare:auto"), children))
                .containsExactly("-Xshare:auto", "-XX:MaxRAMPercentage=" + percent);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xmx2g", "-XX:MaxHeapSize=2g", "-XX:MaxRAMPercentage=50", "-XX:MaxRAM=4g"})
    void shared_heapOfTheUsersChoice_stays(String heap) {
        assertThat(ChildCommand.shared(List.of(heap, "-Dx=y"), 5)).containsExactly(heap, "-Dx=y");
    }

    @Test
    void shared_whatOnlyOneProcessCanHave_isLeftOut() {
        // Given
        List<String> parents = List.of(
                "-Xmx1g",
                "-agentlib:jdwp=transport=dt_socket,server=y,address=5005",
                "-Xrunjdwp:transport=dt_socket",
                "-Dcom.sun.management.jmxremote.port=9010",
                "-XX:ArchiveClassesAtExit=classes.jsa",
                "-XX:SharedArchiveFile=classes.jsa");

        // When
        List<String> options = ChildCommand.shared(parents, 5);

        // Then
        assertThat(options).containsExactly("-Xmx1g", "-XX:SharedArchiveFile=classes.jsa");
    }

    @Test
    void line_startsThisBuildWithoutTheKeyboardsSignals() {
        // Given
        ChildCommand command = new ChildCommand(Path.of("/jdk/bin/java"), List.of("-Xmx1g"), "a.jar:b.jar");

        // When
        List<String> line = command.line(List.of("broker", "--port=0"));

        // Then
        assertThat(line)
                .containsExactly(
                        "/bin/sh",
                        "-c",
                        "trap '' INT HUP; exec \"$0\" \"$@\"",
                        "/jdk/bin/java",
                        "-Xmx1g",
                        "-cp",
                        "a.jar:b.jar",
                        "io.tesela.standalone.Main",
                        "broker",
                        "--port=0");
    }
}
