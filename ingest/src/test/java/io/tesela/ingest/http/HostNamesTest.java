package io.tesela.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostNamesTest {
    private final HostNames names = new HostNames(Stream.of("Video.Example.org", "box.lan."));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:8080",
                "a.localhost:8080",
                "tesela:8080",
                "127.0.0.1",
                "192.168.1.20:8080",
                "[::1]:8080",
                "[fe80::1]",
                "video.example.org",
                "VIDEO.example.org.:443",
                "box.lan:8080",
                ""
            })
    void admit_whatNoOtherSiteCanBeCalled(String host) {
        assertThat(names.admit(host)).isTrue();
    }

    @Test
    void admit_whoSendsNone() {
        assertThat(names.admit(null)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "127.0.0.1.evil.example",
                "xlocalhost.evil.example",
                "video.example.org.evil.example",
                "not.video.example.org",
                "evil.example:80:80",
                "evil.example:port",
                "[::1].evil.example",
                "1.2.3.4.5",
                "user@localhost.evil.example"
            })
    void admit_noOther(String host) {
        assertThat(names.admit(host)).isFalse();
    }
}
