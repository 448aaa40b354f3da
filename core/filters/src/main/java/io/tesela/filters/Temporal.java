package io.tesela.filters;

import io.tesela.domain.filter.FilterSpec;
import java.util.List;

/** What a filter that looks back looks at. */
final class Temporal {
    private Temporal() {}

    /** Returns what a filter looks at to filter the frame at {@code at}: fewer than it declares where the video begins. */
    static <T> List<T> window(FilterSpec spec, List<T> newestFirst, int at) {
        return newestFirst.subList(at, Math.min(at + 1 + spec.temporalExtent(), newestFirst.size()));
    }
}
