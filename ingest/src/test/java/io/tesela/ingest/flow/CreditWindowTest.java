package io.tesela.ingest.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.testkit.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CreditWindowTest {
    @Test
    void permitted_atTheStart_isTheWindow() {
        assertThat(new CreditWindow(16, 100).permitted()).isEqualTo(16);
    }

    @Test
    void released_frames_moveTheWindow() {
        // Given
        CreditWindow window = new CreditWindow(16, 100);

        // When
        window.released(5);
        window.released(3);

        // Then
        assertThat(window.released()).isEqualTo(5);
        assertThat(window.permitted()).isEqualTo(21);
    }

    @Test
    void published_asMuchAsTheLimit_holdsTheWindowUntilSomeIsStored() {
        // Given
        CreditWindow window = new CreditWindow(16, 100);
        window.published(100);

        // When
        window.released(5);

        // Then
        assertThat(window.permitted()).isEqualTo(16);

        // When
        window.stored(1);

        // Then
        assertThat(window.permitted()).isEqualTo(21);
    }

    @Test
    void create_noWindowOrNoLimit_isRefused() {
        assertThatThrownBy(() -> new CreditWindow(0, 1)).hasMessage("windowFrames: 0 (expected: > 0)");
        assertThatThrownBy(() -> new CreditWindow(1, 0)).hasMessage("outputLimitBytes: 0 (expected: > 0)");
    }

    /** What has happened is cumulative; what is heard of it is any part of it, any number of times, in any order. */
    @Test
    void permitted_anyReportsInAnyOrder_keepsItsPromises() {
        // Given
        Random random = Seeds.random("CreditWindow");
        for (int round = 0; round < 100; round++) {
            int windowFrames = 1 + random.nextInt(20);
            int limit = 1 + random.nextInt(500);
            CreditWindow window = new CreditWindow(windowFrames, limit);
            Heard heard = new Heard();
            long permitted = window.permitted();
            for (Report report : reports(random)) {
                // When
                report.tell(window);
                heard.add(report);

                // Then
                assertThat(window.permitted()).isGreaterThanOrEqualTo(permitted);
                assertThat(window.permitted()).isLessThanOrEqualTo(heard.released + windowFrames);
                if (heard.published - heard.stored >= limit) {
                    assertThat(window.permitted()).isEqualTo(permitted);
                } else {
                    assertThat(window.permitted()).isEqualTo(heard.released + windowFrames);
                }
                permitted = window.permitted();
            }
        }
    }

    private static List<Report> reports(Random random) {
        List<Report> reports = new ArrayList<>();
        long released = 0;
        long published = 0;
        long stored = 0;
        for (int i = 0; i < 60; i++) {
            released += random.nextInt(4);
            published += random.nextInt(200);
            stored += random.nextInt((int) (published - stored) + 1);
            reports.add(new Report(Kind.RELEASED, released));
            reports.add(new Report(Kind.PUBLISHED, published));
            reports.add(new Report(Kind.STORED, stored));
        }
        reports.removeIf(report -> random.nextInt(3) == 0);
        for (int repeats = random.nextInt(50); repeats > 0; repeats--) {
            reports.add(reports.get(random.nextInt(reports.size())));
        }
        if (random.nextBoolean()) {
            Collections.shuffle(reports, random);
        }
        return reports;
    }

    private enum Kind {
        RELEASED,
        PUBLISHED,
        STORED
    }

    private record Report(Kind kind, long value) {
        void tell(CreditWindow window) {
            switch (kind) {
                case RELEASED -> window.released(value);
                case PUBLISHED -> window.published(value);
                case STORED -> window.stored(value);
            }
        }
    }

    private static final class Heard {
        private long released;
        private long published;
        private long stored;

        void add(Report report) {
            switch (report.kind()) {
                case RELEASED -> released = Math.max(released, report.value());
                case PUBLISHED -> published = Math.max(published, report.value());
                case STORED -> stored = Math.max(stored, report.value());
            }
        }
    }
}
