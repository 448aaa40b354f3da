package io.tesela.filters;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.filter.FilterSpec;

/** Names the filter that failed. */
final class FilterFailure {
    private FilterFailure() {}

    /** JavaCPP turns a C++ exception into a RuntimeException; one of our own family already says what it has to. */
    static TeselaException of(FilterSpec spec, RuntimeException cause) {
        return cause instanceof TeselaException known
                ? known
                : new TeselaException(FailureCode.INTERNAL, "filter " + spec + " failed", cause);
    }
}
