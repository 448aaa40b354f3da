package io.tesela.filters;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * The filters that this process can run, by name: the counterpart, with pixels, of
 * {@link io.tesela.domain.filter.FilterCatalogue}.
 *
 * <p><b>Threads:</b> immutable; any thread.
 */
public final class FilterLibrary {
    private final Map<String, PixelFilter> byName;

    /** @param filters names must differ */
    public FilterLibrary(Collection<? extends PixelFilter> filters) {
        Map<String, PixelFilter> collected = new TreeMap<>();
        for (PixelFilter filter : filters) {
            if (collected.put(filter.name(), filter) != null) {
                throw new IllegalArgumentException("filter: " + filter.name() + " (expected: given once)");
            }
        }
        this.byName = Map.copyOf(collected);
    }

    /** Returns the filters that come with Tesela. */
    public static FilterLibrary standard() {
        return new FilterLibrary(BuiltInFilters.all());
    }

    /** Returns whether a filter of that name can be run here. */
    public boolean has(String name) {
        return byName.containsKey(name);
    }

    /**
     * Returns the filter of that name.
     *
     * @throws TeselaException {@link FailureCode#BAD_FILTER} if this process lacks it
     */
    PixelFilter find(String name) {
        PixelFilter found = byName.get(name);
        if (found == null) {
            throw new TeselaException(
                    FailureCode.BAD_FILTER,
                    "filter: " + name + " (expected: one of " + String.join(", ", new TreeMap<>(byName).keySet())
                            + ", which this process can run)");
        }
        return found;
    }
}
