package io.tesela.standalone;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Sends videos by tus. */
final class TusClient {
    /** What a part of an upload is, as MIME says it. */
    static final String PART = "application/offset+octet-stream";

    private final PageClient page;

    TusClient(PageClient page) {
        this.page = page;
    }

    HttpResponse<byte[]> create(long size, Map<String, String> wishes) throws Exception {
        return wishes.isEmpty()
                ? ask("POST", "/uploads", "Upload-Length", Long.toString(size))
                : ask("POST", "/uploads", "Upload-Length", Long.toString(size), "Upload-Metadata", metadata(wishes));
    }

    static String metadata(Map<String, String> wishes) {
        return wishes.entrySet().stream()
                .map(wish -> wish.getKey() + " "
                        + Base64.getEncoder().encodeToString(wish.getValue().getBytes(StandardCharsets.UTF_8)))
                .collect(Collectors.joining(","));
    }

    HttpResponse<byte[]> bring(String upload, long offset, byte[] part) throws Exception {
        return page.bytes(
                "PATCH",
                upload,
                part,
                "Tus-Resumable",
                "1.0.0",
                "Upload-Offset",
                Long.toString(offset),
                "Content-Type",
                PART);
    }

    /** @param headers names and values in turn */
    HttpResponse<byte[]> ask(String method, String path, String... headers) throws Exception {
        return page.bytes(
                method,
                path,
                Stream.concat(Stream.of("Tus-Resumable", "1.0.0"), Arrays.stream(headers))
                        .toArray(String[]::new));
    }
}
