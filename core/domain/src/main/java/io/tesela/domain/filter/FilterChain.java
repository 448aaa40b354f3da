package io.tesela.domain.filter;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Filters applied one after the other.
 *
 * @param filters 1 to {@value #MAX_LENGTH}
 */
public record FilterChain(List<FilterSpec> filters) {
    /** Longer chains are a mistake, or an attack. */
    public static final int MAX_LENGTH = 16;

    /** As many frames before the one under way are kept, and travel with it. */
    public static final int MAX_TEMPORAL_EXTENT = 16;

    public FilterChain {
        filters = List.copyOf(filters);
        requireLength(filters.size());
        requireExtent(temporalExtent(filters));
    }

    /**
     * Returns the chain written as {@code canny:50:150,blur:3}.
     *
     * @throws TeselaException {@link FailureCode#BAD_FILTER} naming what was expected
     */
    public static FilterChain parse(String text, FilterCatalogue catalogue) {
        String[] links = text.split(",", -1);
        // First of all, so that a chain far too long is refused for that, in a short sentence.
        requireLength(links.length);
        List<FilterSpec> filters = new ArrayList<>();
        for (String link : links) {
            filters.add(catalogue.parse(link));
        }
        return new FilterChain(filters);
    }

    /**
     * Returns a chain that another role has checked, which this one must therefore know.
     *
     * @param role who this is, in words
     * @throws TeselaException {@link FailureCode#BAD_FILTER} naming the filters that are missing here
     */
    public static FilterChain received(String compact, FilterCatalogue catalogue, String role) {
        String missing = Arrays.stream(compact.split(",", -1))
                .map(link -> link.split(":", 2)[0].trim())
                .filter(name -> !catalogue.has(name))
                .distinct()
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            throw new TeselaException(
                    FailureCode.BAD_FILTER,
                    role + " lacks " + missing + " (expected: every plug-in on the class path of every role)");
        }
        try {
            return parse(compact, catalogue);
        } catch (TeselaException e) {
            throw new TeselaException(e.code(), role + " has another " + e.sentence(), e);
        }
    }

    /** Returns how many frames before a frame its result depends on, 0 to {@value #MAX_TEMPORAL_EXTENT}. */
    public int temporalExtent() {
        return temporalExtent(filters);
    }

    /** Returns the compact form: parsing it gives this chain again. */
    @Override
    public String toString() {
        return filters.stream().map(FilterSpec::toString).collect(Collectors.joining(","));
    }

    /** Returns it of a part of a chain: each filter looks back from every frame that the next one looks at. */
    public static int temporalExtent(List<FilterSpec> filters) {
        return filters.stream().mapToInt(FilterSpec::temporalExtent).sum();
    }

    private static void requireExtent(int frames) {
        if (frames > MAX_TEMPORAL_EXTENT) {
            throw new TeselaException(
                    FailureCode.BAD_FILTER,
                    "filters: a chain that looks at " + frames + " frames before each (expected: at most "
                            + MAX_TEMPORAL_EXTENT + ")");
        }
    }

    private static void requireLength(int length) {
        if (length < 1 || length > MAX_LENGTH) {
            throw new TeselaException(
                    FailureCode.BAD_FILTER,
                    "filters: a chain of " + length + " (expected: 1 to " + MAX_LENGTH + " filters)");
        }
    }
}
