package io.tesela.domain.filter;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.filter.ParameterDeclaration.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The filters that a role knows, by name. */
public final class FilterCatalogue {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");
    private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9.].*");

    private final Map<String, FilterDeclaration> byName;

    /** @param declarations names must differ, and be words that a chain may hold */
    public FilterCatalogue(Collection<? extends FilterDeclaration> declarations) {
        Map<String, FilterDeclaration> collected = new TreeMap<>();
        for (FilterDeclaration declaration : declarations) {
            if (!NAME.matcher(declaration.name()).matches()) {
                throw new IllegalArgumentException("filter: '" + declaration.name()
                        + "' (expected: lower-case letters, digits and '-', a letter first)");
            }
            if (collected.put(declaration.name(), declaration) != null) {
                throw new IllegalArgumentException("filter: " + declaration.name() + " (expected: declared once)");
            }
        }
        this.byName = Map.copyOf(collected);
    }

    /** Returns the filters that come with Tesela. */
    public static FilterCatalogue standard() {
        return new FilterCatalogue(StandardFilters.all());
    }

    /**
     * Returns the filters that come with Tesela, and those of the plug-ins on the class path: every {@link FilterDeclaration} that
     * {@link PlugIns} finds.
     *
     * @throws TeselaException {@link FailureCode#BAD_FILTER} naming what is wrong with a plug-in
     */
    public static FilterCatalogue installed() {
        List<FilterDeclaration> all = new ArrayList<>(StandardFilters.all());
        all.addAll(PlugIns.load(FilterDeclaration.class, FilterCatalogue.class.getClassLoader()));
        try {
            return new FilterCatalogue(all);
        } catch (LinkageError | RuntimeException e) {
            throw PlugIns.unloadable(e);
        }
    }

    /** Returns that the declaration of a filter failed. */
    static TeselaException fault(String filter, Throwable error) {
        return error instanceof TeselaException known
                ? known
                : new TeselaException(
                        FailureCode.BAD_FILTER,
                        filter + ": " + (error instanceof IllegalArgumentException ? error.getMessage() : error),
                        error);
    }

    /** Returns whether there is a filter of that name. */
    public boolean has(String name) {
        return byName.containsKey(name);
    }

    /** Returns all filters, by name. */
    public List<FilterDeclaration> all() {
        return List.copyOf(new TreeMap<>(byName).values());
    }

    /**
     * Returns a filter with its parameters, as written in one link of a chain: {@code name[:value|:name=value]...}.
     *
     * @throws TeselaException {@link FailureCode#BAD_FILTER} naming what was expected
     */
    public FilterSpec parse(String link) {
        String[] words = link.trim().split(":", -1);
        FilterDeclaration declaration = find(words[0].trim());
        Map<String, String> given = new LinkedHashMap<>();
        for (int i = 1; i < words.length; i++) {
            assign(declaration, words[i].trim(), given);
        }
        return specify(declaration, given);
    }

    /**
     * Returns a filter with parameters given by name.
     *
     * @throws TeselaException {@link FailureCode#BAD_FILTER} naming what was expected
     */
    public FilterSpec specify(String name, Map<String, String> parameters) {
        FilterDeclaration declaration = find(name);
        Map<String, String> given = new LinkedHashMap<>();
        parameters.forEach((key, value) -> assign(declaration, key + "=" + value, given));
        return specify(declaration, given);
    }

    private FilterDeclaration find(String name) {
        FilterDeclaration found = byName.get(name);
        if (found == null) {
            Set<String> known = new TreeMap<>(byName).keySet();
            String meant = NearestName.of(name, known)
                    .map(near -> ", did you mean '" + near + "'?")
                    .orElse("");
            throw refusal(
                    "unknown filter: '" + name + "'" + meant + " (expected: one of " + String.join(", ", known) + ")");
        }
        return found;
    }

    private static void assign(FilterDeclaration filter, String word, Map<String, String> given) {
        int equals = word.indexOf('=');
        List<ParameterDeclaration> declared = filter.parameters();
        String name = equals < 0
                ? nameOf(filter, word, given.keySet())
                : word.substring(0, equals).trim();
        if (declared.stream().noneMatch(parameter -> parameter.name().equals(name))) {
            throw refusal(filter.name() + ": unknown parameter '" + name + "' (expected: " + usage(filter) + ")");
        }
        if (given.put(name, word.substring(equals + 1).trim()) != null) {
            throw refusal(filter.name() + ": " + name + " is given twice (expected: once)");
        }
    }

    /**
     * A word is of the parameter that knows it, wherever it stands; a number of the first that takes numbers and has no value yet; what
     * is neither of the first that has none.
     */
    private static String nameOf(FilterDeclaration filter, String word, Set<String> given) {
        List<ParameterDeclaration> declared = filter.parameters();
        List<ParameterDeclaration> free = declared.stream()
                .filter(parameter -> !given.contains(parameter.name()))
                .toList();
        return declared.stream()
                .filter(parameter -> parameter.words().containsKey(word))
                .findFirst()
                .or(() -> free.stream()
                        .filter(parameter -> NUMBER.matcher(word).matches() && parameter.kind() != Kind.WORD)
                        .findFirst())
                .or(() -> free.stream().findFirst())
                .map(ParameterDeclaration::name)
                .orElseThrow(() -> refusal(filter.name() + ": '" + word + "' is one parameter too many (expected: "
                        + usage(filter) + ")"));
    }

    private static FilterSpec specify(FilterDeclaration filter, Map<String, String> given) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (ParameterDeclaration parameter : filter.parameters()) {
            String text = given.get(parameter.name());
            values.put(
                    parameter.name(), text == null ? parameter.defaultValue() : parameter.parse(filter.name(), text));
        }
        FilterSpec spec = new FilterSpec(filter, values);
        try {
            filter.validate(spec);
        } catch (LinkageError | RuntimeException e) {
            throw fault(filter.name(), e);
        }
        return spec;
    }

    private static String usage(FilterDeclaration filter) {
        StringBuilder text = new StringBuilder(filter.name());
        filter.parameters().forEach(parameter -> text.append(":").append(parameter.name()));
        return text.toString();
    }

    private static TeselaException refusal(String sentence) {
        return new TeselaException(FailureCode.BAD_FILTER, sentence);
    }
}
