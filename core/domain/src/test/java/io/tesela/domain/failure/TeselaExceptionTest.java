package io.tesela.domain.failure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TeselaExceptionTest {
    @Test
    void from_oneOfTheFamily_isItself() {
        TeselaException known = new TeselaException(FailureCode.BUSY, "come back later");

        assertThat(TeselaException.from(known)).isSameAs(known);
        assertThat(known.retryable()).isTrue();
        assertThat(known.sentence()).isEqualTo("come back later");
    }

    @Test
    void from_anyOther_keepsItAsCauseAndOutOfTheSentence() {
        Throwable cause = new IllegalStateException("secret path");

        TeselaException wrapped = TeselaException.from(cause);

        assertThat(wrapped.code()).isEqualTo(FailureCode.INTERNAL);
        assertThat(wrapped).hasCause(cause);
        assertThat(wrapped.sentence()).doesNotContain("secret");
    }

    @ParameterizedTest
    @EnumSource(FailureCode.class)
    void code_thatRefusesInput_isNotRetryable(FailureCode code) {
        assertThat(code.refusesInput() && code.retryable()).isFalse();
    }
}
