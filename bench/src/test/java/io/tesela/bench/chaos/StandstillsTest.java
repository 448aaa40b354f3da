package io.tesela.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.bench.chaos.Standstills.Standstill;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StandstillsTest {
    private static final Fault FIRST = new Fault.Kill("processor-1");
    private static final Fault SECOND = new Fault.Kill("broker");

    private final Standstills standstills = new Standstills();

    @Test
    void all_framesGoOnForAMomentAfterTheFault_areTheLongestTimeWithoutAny() {
        standstills.struck(FIRST, 100);
        standstills.wentOn(90, 120);
        standstills.wentOn(120, 620);
        standstills.wentOn(620, 630);

        assertThat(standstills.all()).containsExactly(standstill(FIRST, 100, 500, 620));
    }

    @Test
    void all_nothingCameBetweenTwoFaults_countEachFromWhenItStruck() {
        standstills.struck(FIRST, 100);
        standstills.struck(SECOND, 300);
        standstills.wentOn(90, 1000);

        assertThat(standstills.all())
                .containsExactly(standstill(FIRST, 100, 900, 1000), standstill(SECOND, 300, 700, 1000));
    }

    @Test
    void all_aFaultThatWasOverWhenTheNextStruck_doesNotCountWhatCameAfterThat() {
        standstills.struck(FIRST, 100);
        standstills.wentOn(100, 150);
        standstills.struck(SECOND, 200);
        standstills.wentOn(210, 900);

        assertThat(standstills.all())
                .containsExactly(standstill(FIRST, 100, 50, 150), standstill(SECOND, 200, 690, 900));
    }

    /** As they strike: when a frame has come, and all that are due by then. */
    @Test
    void all_twoFaultsOfOneMoment_shareWhatFollows() {
        standstills.struck(FIRST, 100);
        standstills.struck(SECOND, 100);
        standstills.wentOn(100, 700);

        assertThat(standstills.all())
                .containsExactly(standstill(FIRST, 100, 600, 700), standstill(SECOND, 100, 600, 700));
    }

    @Test
    void all_noFrameCameAfterTheFault_isNotKnown() {
        standstills.struck(FIRST, 100);

        assertThat(standstills.all()).singleElement().matches(standstill -> !standstill.known());
    }

    private static Standstill standstill(Fault fault, long struck, long length, long wentOn) {
        return new Standstill(fault, struck, Duration.ofNanos(length), wentOn);
    }
}
