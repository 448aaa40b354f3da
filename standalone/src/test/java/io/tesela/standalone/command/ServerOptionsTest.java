package io.tesela.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.client.EnvironmentDefaults;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

class ServerOptionsTest {
    /** Any command that has the options. */
    @Command
    private static final class Server {
        @Mixin
        private ServerOptions options = new ServerOptions();
    }

    @Test
    void http_metricsPort_isAnotherNameOfPreviewPort() {
        assertThat(port(Map.of())).isEqualTo(8080);
        assertThat(port(Map.of(), "--preview-port", "1234")).isEqualTo(1234);
        assertThat(port(Map.of(), "--metrics-port", "1234")).isEqualTo(1234);
        assertThat(port(Map.of("TESELA_METRICS_PORT", "1234"))).isEqualTo(1234);
        assertThat(port(Map.of("TESELA_METRICS_PORT", "1234", "TESELA_PREVIEW_PORT", "1235")))
                .isEqualTo(1235);
    }

    /** A browser would be refused, and told to use the flag. */
    @ParameterizedTest
    @ValueSource(strings = {"https://video.example.org", "video.example.org:8443", "video.example.org/page"})
    void http_hostNameWithMoreThanAName_isRefused(String name) {
        assertThatThrownBy(() -> port(Map.of(), "--host-name", name))
                .isInstanceOf(ParameterException.class)
                .hasMessage("--host-name: " + name + " (expected: a name without scheme, port or path)");
    }

    private static int port(Map<String, String> environment, String... arguments) {
        Server server = new Server();
        new CommandLine(server)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setDefaultValueProvider(new EnvironmentDefaults(environment))
                .parseArgs(arguments);
        return server.options.http().port();
    }
}
