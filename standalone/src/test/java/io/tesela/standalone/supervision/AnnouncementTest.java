package io.tesela.standalone.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnnouncementTest {
    @Test
    void parse_ofItsLine_isTheAnnouncement() {
        assertThat(new Announcement(4711, 8080, 9090).line()).isEqualTo("ready pid=4711 http=8080 port=9090");
        assertThat(Announcement.parse("ready pid=4711 http=8080 port=9090"))
                .contains(new Announcement(4711, 8080, 9090));
        assertThat(Announcement.parse("ready pid=4711 http=65535 port=0")).contains(new Announcement(4711, 65_535, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ready",
                "ready http=8080 port=9090",
                "ready pid=99999999999 http=8080 port=9090",
                "ready pid=4711 http=8080",
                "ready pid=4711 http=0 port=1",
                "ready pid=4711 http=65536 port=1",
                "ready pid=4711 http=1 port=65536",
                "ready pid=4711 http=99999999999 port=1",
                "ready pid=4711 http=1 port=2 ",
                "ready pid=4711 http=-1 port=2"
            })
    void parse_anythingElse_isNone(String line) {
        assertThat(Announcement.parse(line)).isEmpty();
    }

    @Test
    void announcement_withoutHttp_isRefused() {
        assertThatThrownBy(() -> new Announcement(1, 0, 1)).hasMessage("httpPort: 0 (expected: 1 to 65535)");
        assertThatThrownBy(() -> new Announcement(1, 1, -1)).hasMessage("port: -1 (expected: 0 to 65535)");
    }
}
