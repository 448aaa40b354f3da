package io.tesela.ingest.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.domain.failure.TeselaException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

class AttendanceTest {
    private static final Duration RETENTION = Duration.ofHours(1);
    private static final Duration ALMOST = RETENTION.minusSeconds(1);

    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private final Attendance<String> attendance = new Attendance<>(timer, false);

    @AfterEach
    void dispose() {
        timer.dispose();
    }

    @Test
    void giveUp_clientThatIsGone_isWaitedForAsLongAsTheRetention() {
        attendance.come("first", false);
        timer.advanceTimeBy(RETENTION.multipliedBy(2));
        assertThat(attendance.giveUp(false, RETENTION)).isFalse();

        attendance.go("first");
        timer.advanceTimeBy(ALMOST);
        assertThat(attendance.giveUp(false, RETENTION)).isFalse();
        timer.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(attendance.giveUp(false, RETENTION)).isTrue();
    }

    @Test
    void discard_whatNobodyIsThereFor_isGivenUpAtOnce() {
        attendance.come("first", true);
        assertThat(attendance.discard()).as("somebody is there").isFalse();
        attendance.go("first");
        attendance.expect();
        assertThat(attendance.discard()).as("somebody comes").isFalse();
        attendance.expectNoMore();
        assertThat(attendance.giveUp(false, RETENTION)).isFalse();

        assertThat(attendance.discard()).isTrue();

        assertThatThrownBy(() -> attendance.come("second", false)).isInstanceOf(TeselaException.class);
        assertThat(attendance.giveUp(false, RETENTION)).isTrue();
    }

    @Test
    void giveUp_clientThatWaitsForItsTurn_isWaitedForAndThenAnew() {
        // Given
        attendance.come("first", false);
        attendance.go("first");
        attendance.expect();

        // When
        timer.advanceTimeBy(RETENTION.multipliedBy(3));

        // Then
        assertThat(attendance.giveUp(false, RETENTION)).isFalse();

        // When: it has gone away before it came
        attendance.expectNoMore();
        timer.advanceTimeBy(ALMOST);

        // Then
        assertThat(attendance.giveUp(false, RETENTION)).isFalse();
        timer.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(attendance.giveUp(false, RETENTION)).isTrue();
    }

    @Test
    void giveUp_clientThatCameBack_isWaitedForAnew() {
        attendance.come("first", false);
        attendance.go("first");
        timer.advanceTimeBy(ALMOST);
        attendance.come("second", false);
        attendance.go("second");
        timer.advanceTimeBy(ALMOST);

        assertThat(attendance.giveUp(false, RETENTION)).isFalse();
    }

    @Test
    void giveUp_jobThatWorkedAloneForLongerThanTheRetention_keepsItsResultForTheWholeOfIt() {
        // Given
        attendance.come("first", true);
        attendance.go("first");

        // When
        for (int hour = 0; hour < 5; hour++) {
            timer.advanceTimeBy(Duration.ofHours(1));
            assertThat(attendance.giveUp(true, RETENTION)).isFalse();
        }

        // Then: it is done
        timer.advanceTimeBy(ALMOST);
        assertThat(attendance.giveUp(false, RETENTION)).isFalse();
        timer.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(attendance.giveUp(false, RETENTION)).isTrue();
    }

    @Test
    void giveUp_detachedJobThatCannotWork_isNotWaitedForForEver() {
        attendance.come("first", true);
        attendance.go("first");
        timer.advanceTimeBy(RETENTION);

        assertThat(attendance.giveUp(false, RETENTION)).isTrue();
    }

    @Test
    void come_toAJobThatIsGivenUp_isRefused() {
        attendance.come("first", false);
        attendance.delivered();
        attendance.go("first");
        assertThat(attendance.giveUp(false, RETENTION)).isTrue();

        assertThatThrownBy(() -> attendance.come("second", false)).isInstanceOf(TeselaException.class);
    }

    @Test
    void come_whileAnotherIsThere_displacesIt_andItsGoingChangesNothing() {
        attendance.come("first", false);

        assertThat(attendance.come("second", false)).hasValue("first");
        attendance.go("first");

        assertThat(attendance.isThere("second")).isTrue();
        assertThat(attendance.anybodyThere()).isTrue();
    }
}
