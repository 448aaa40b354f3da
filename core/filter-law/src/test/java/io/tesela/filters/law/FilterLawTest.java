package io.tesela.filters.law;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.domain.failure.TeselaException;
import org.junit.jupiter.api.Test;

/** That it can tell: {@code leaky} is installed here, and reads a sample more than it says. */
class FilterLawTest {
    @Test
    void check_ofFiltersThatObey_passes() {
        assertThatCode(() -> FilterLaw.check("blur:3,canny", "motion,dilate")).doesNotThrowAnyException();
    }

    @Test
    void check_ofAFilterThatReadsMoreThanItSays_names() {
        assertThatThrownBy(() -> FilterLaw.check("leaky"))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("leaky on ")
                .hasMessageContaining(" tiles: plane ")
                .hasMessageEndingWith(" samples differ");
    }

    @Test
    void check_ofAFilterThatNobodyKnows_saysSo() {
        assertThatThrownBy(() -> FilterLaw.check("sepia"))
                .isInstanceOf(TeselaException.class)
                .hasMessageStartingWith("unknown filter: 'sepia'");
    }
}
