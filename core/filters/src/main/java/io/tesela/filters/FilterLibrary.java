package io.tesela.filters;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.filter.FilterDeclaration;
import io.tesela.domain.filter.FilterScope;
import io.tesela.domain.filter.PlugIns;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    /**
     * Returns the filters that come with Tesela, and those of the plug-ins on the class path: every {@link PixelFilter} that
     * {@link PlugIns} finds.
     *
     * @throws TeselaException {@link FailureCode#BAD_FILTER} naming what is wrong with a plug-in
     */
    public static FilterLibrary installed() {
        List<PixelFilter> all = new ArrayList<>(BuiltInFilters.all());
        all.addAll(PlugIns.load(PixelFilter.class, FilterLibrary.class.getClassLoader()));
        try {
            return new FilterLibrary(all);
        } catch (LinkageError | RuntimeException e) {
            throw PlugIns.unloadable(e);
        }
    }

    /**
     * Makes sure that what is declared and what is here are the same filters.
     *
     * @throws TeselaException {@link FailureCode#BAD_FILTER} naming those that are not both
     */
    public void require(FilterCatalogue catalogue) {
        refuse(
                catalogue.all().stream().map(FilterDeclaration::name).filter(name -> !has(name)),
                "nothing does %s, which is declared (expected: a class named in META-INF/services/"
                        + PixelFilter.class.getName() + ")");
        refuse(
                byName.keySet().stream().sorted().filter(name -> !catalogue.has(name)),
                "nothing declares %s, which is there (expected: a class named in META-INF/services/"
                        + FilterDeclaration.class.getName() + ")");
        refuse(
                catalogue.all().stream()
                        .filter(declared -> (declared.scope() == FilterScope.TWO_PHASE)
                                != (find(declared.name()) instanceof TwoPhaseFilter))
                        .map(FilterDeclaration::name),
                "%s is declared with another scope than it has (expected: two-phase where it makes a map, and nowhere"
                        + " else)");
    }

    private static void refuse(Stream<String> filters, String sentence) {
        String names = filters.collect(Collectors.joining(", "));
        if (!names.isEmpty()) {
            throw new TeselaException(FailureCode.BAD_FILTER, "plug-in: " + String.format(sentence, names));
        }
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
