package io.tesela.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/** Asks the page's routes of a service, as a browser would. */
final class PageClient {
    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;

    PageClient(int port) {
        this.port = port;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    HttpRequest get(String path) {
        return HttpRequest.newBuilder(uri(path)).build();
    }

    <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body) throws Exception {
        return http.send(request, body);
    }

    HttpResponse<byte[]> bytes(String method, String path, String... headers) throws Exception {
        return bytes(method, path, new byte[0], headers);
    }

    /** @param headers names and values in turn */
    HttpResponse<byte[]> bytes(String method, String path, byte[] body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    /** Asks as if the service had that name, and returns the status of the answer. */
    int statusUnder(String host, String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Integer.parseInt(answer.split(" ", 3)[1]);
        }
    }

    void assertRefused(String path, int status, String sentence) throws Exception {
        HttpResponse<byte[]> answer = bytes("GET", path);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo(sentence + "\n");
        assertThat(answer.statusCode()).isEqualTo(status);
    }

    JsonNode json(String path) throws Exception {
        return JsonMapper.builder().build().readTree(bytes("GET", path).body());
    }

    String state(String job) throws Exception {
        return json("/jobs/" + job).path("state").asText();
    }
}
