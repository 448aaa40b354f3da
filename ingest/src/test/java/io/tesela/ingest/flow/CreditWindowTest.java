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
        assertThat(new CreditWindow(16, 100, 1000).permitted()).isEqualTo(16);
    }

    @Test
    void released_frames_moveTheWindow() {
        // Given
        CreditWindow window = new CreditWindow(16, 100, 1000);

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
        CreditWindow window = new CreditWindow(16, 100, 1000);
        window.published(100, 0);

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
    void published_muchLessThanReleased_holdsTheWindowUntilMoreHasArrived() {
        // Given
        CreditWindow window = new CreditWindow(16, 100, 20);
        window.released(50);
        assertThat(window.permitted()).isEqualTo(20 + 16);

        // When
        window.published(50, 10);

        // Then
        assertThat(window.permitted()).isEqualTo(10 + 20 + 16);

        // When
        window.published(60, 40);

        // Then
        assertThat(window.permitted()).isEqualTo(50 + 16);
    }

    @Test
    void create_noWindowOrNoLimit_isRefused() {
        assertThatThrownBy(() -> new CreditWindow(0, 1, 1)).hasMessage("windowFrames: 0 (expected: > 0)");
        assertThatThrownBy(() -> new CreditWindow(1, 0, 1)).hasMessage("outputLimitBytes: 0 (expected: > 0)");
        assertThatThrownBy(() -> new CreditWindow(1, 1, 0)).hasMessage("lagFrames: 0 (expected: > 0)");
    }

    /** What has happened is cumulative; what is heard of it is any part of it, any number of times, in any order. */
    @Test
    void permitted_anyReportsInAnyOrder_keepsItsPromises() {
        // Given
        Random random = Seeds.random("CreditWindow");
        for (int round = 0; round < 100; round++) {
            int windowFrames = 1 + random.nextInt(20);
            int limit = 1 + random.nextInt(500);
            int lagFrames = 1 + random.nextInt(50);
            CreditWindow window = new CreditWindow(windowFrames, limit, lagFrames);
            Heard heard = new Heard();
            long permitted = window.permitted();
            for (Report report : reports(random)) {
                // When
                report.tell(window);
                heard.add(report);

                // Then
                assertThat(window.permitted()).isGreaterThanOrEqualTo(permitted);
                long earned = Math.min(heard.released, heard.arrived + lagFrames) + windowFrames;
                assertThat(window.permitted()).isLessThanOrEqualTo(earned);
                if (heard.published - heard.stored >= limit) {
                    assertThat(window.permitted()).isEqualTo(permitted);
                } else {
                    assertThat(window.permitted()).isEqualTo(earned);
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
        long arrived = 0;
        for (int i = 0; i < 60; i++) {
            released += random.nextInt(4);
            published += random.nextInt(200);
            stored += random.nextInt((int) (published - stored) + 1);
            reports.add(new Report(Kind.RELEASED, released));
            reports.add(new Report(Kind.PUBLISHED, published));
            reports.add(new Report(Kind.STORED, stored));
            arrived += random.nextInt((int) (released - arrived) + 1);
            reports.add(new Report(Kind.ARRIVED, arrived));
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
        STORED,
        ARRIVED
    }

    private record Report(Kind kind, long value) {
        void tell(CreditWindow window) {
            switch (kind) {
                case RELEASED -> window.released(value);
                case PUBLISHED -> window.published(value, 0);
                case STORED -> window.stored(value);
                case ARRIVED -> window.published(0, value);
            }
        }
    }

    private static final class Heard {
        private long released;
        private long published;
        private long stored;
        private long arrived;

        void add(Report report) {
            switch (report.kind()) {
                case RELEASED -> released = Math.max(released, report.value());
                case PUBLISHED -> published = Math.max(published, report.value());
                case STORED -> stored = Math.max(stored, report.value());
                case ARRIVED -> arrived = Math.max(arrived, report.value());
            }
        }
    }
}
