package io.tesela.processor.turn;

import java.math.BigDecimal;
import java.time.Duration;

/** Says that a filter did not return in time; trying again would cost another thread. */
public final class FilterTimeoutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Duration waited;

    /** @param waited how long */
    FilterTimeoutException(Duration waited) {
        super("the filter did not return within " + seconds(waited) + " s");
        this.waited = waited;
    }

    /** Returns how long the filter was waited for. */
    public Duration waited() {
        return waited;
    }

    private static String seconds(Duration time) {
        return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString();
    }
}
