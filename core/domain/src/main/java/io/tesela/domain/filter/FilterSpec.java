package io.tesela.domain.filter;

import io.tesela.domain.tile.Halo;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * One filter of a chain with all its parameters; made by {@link FilterCatalogue}, which has checked them.
 *
 * @param declaration the filter
 * @param values every declared parameter, in the order of the declaration
 */
public record FilterSpec(FilterDeclaration declaration, Map<String, Double> values) {
    public FilterSpec {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Returns the word in a chain. */
    public String name() {
        return declaration.name();
    }

    /** Returns how much of a frame it must see. */
    public FilterScope scope() {
        return said((filter, spec) -> filter.scope(spec));
    }

    /** Returns how many frames before a frame it looks at, too. */
    public int temporalExtent() {
        return said((filter, spec) -> filter.temporalExtent(spec));
    }

    /** Returns the margin it reads around each sample. */
    public Halo halo() {
        return said((filter, spec) -> filter.halo(spec));
    }

    /** Returns whether the result has no colour. */
    public boolean gray() {
        return said((filter, spec) -> filter.gray(spec));
    }

    /** Returns whether it takes long. */
    public boolean heavy() {
        return said((filter, spec) -> filter.heavy());
    }

    /** A plug-in may be of another build, or lack a class: that is a fault of this filter, not of whoever plans. */
    private <T> T said(BiFunction<FilterDeclaration, FilterSpec, T> question) {
        try {
            return question.apply(declaration, this);
        } catch (LinkageError | RuntimeException e) {
            throw FilterCatalogue.fault(name(), e);
        }
    }

    /** Returns the value of a declared parameter. */
    public double value(String parameter) {
        Double value = values.get(parameter);
        if (value == null) {
            throw new IllegalArgumentException(
                    "parameter: " + parameter + " (expected: one of " + values.keySet() + ")");
        }
        return value;
    }

    /** Returns the value of a declared whole-number parameter. */
    public int whole(String parameter) {
        return (int) value(parameter);
    }

    /** Returns the compact form, with every parameter: {@code canny:50:150}. */
    @Override
    public String toString() {
        return values.isEmpty()
                ? name()
                : name() + ":"
                        + declaration.parameters().stream()
                                .map(parameter -> parameter.text(value(parameter.name())))
                                .collect(Collectors.joining(":"));
    }
}
