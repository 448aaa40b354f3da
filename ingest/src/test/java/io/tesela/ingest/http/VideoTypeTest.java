package io.tesela.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VideoTypeTest {
    @ParameterizedTest
    @CsvSource({
        "00000020667479706d703432, video/mp4",
        "0000001466747970, video/mp4",
        "1a45dfa3a342868101, video/webm",
        "4f67675300020000, video/ogg",
        "474011100042f0, application/octet-stream",
        "1a45df, application/octet-stream",
        "0000001466747950, application/octet-stream",
        "'', application/octet-stream"
    })
    void of_theFirstBytes(String hex, String mime) {
        assertThat(VideoType.of(ByteBuffer.wrap(HexFormat.of().parseHex(hex))).mime())
                .isEqualTo(mime);
    }

    @Test
    void of_aPage_isNeverOne() {
        assertThat(VideoType.of(ByteBuffer.wrap("<!doctype html>".getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo(VideoType.OTHER);
    }
}
