package io.tesela.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tesela.kafka.embedded.BrokerSettings;
import io.tesela.standalone.role.BrokerProcess;
import io.tesela.telemetry.RoleHttpConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BrokerProcessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void routes_ofABrokerThatAnswers_sayReady() throws Exception {
        try (BrokerProcess broker = new BrokerProcess(BrokerSettings.loopback(), RoleHttpConfig.of("127.0.0.1", 0))) {
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(get(broker, "/readyz").statusCode()).isEqualTo(200));
            assertThat(get(broker, "/healthz").statusCode()).isEqualTo(200);
            assertThat(get(broker, "/metrics").body())
                    .contains("jvm_memory_used_bytes")
                    .contains("tesela_broker_bytes_total{direction=\"in\",role=\"broker\",topic=\"tesela.tiles\"");
        }
    }

    @Test
    void routes_ofABrokerThatClientsCannotReach_sayNotReady() throws Exception {
        BrokerSettings settings = BrokerSettings.loopback().withHosts("127.0.0.1", "no-such-host.invalid");
        try (BrokerProcess broker = new BrokerProcess(settings, RoleHttpConfig.of("127.0.0.1", 0))) {
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(get(broker, "/readyz").body()).contains("no answer to a client"));
            assertThat(get(broker, "/readyz").statusCode()).isEqualTo(503);
            assertThat(get(broker, "/healthz").statusCode()).isEqualTo(200);
        }
    }

    private static HttpResponse<String> get(BrokerProcess broker, String route)
            throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + broker.httpPort() + route);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
