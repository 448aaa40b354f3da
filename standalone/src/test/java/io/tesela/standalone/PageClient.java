package io.tesela.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

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

    JsonNode json(String path) throws Exception {
        return JsonMapper.builder().build().readTree(bytes("GET", path).body());
    }

    String state(String job) throws Exception {
        return json("/jobs/" + job).path("state").asText();
    }
}
