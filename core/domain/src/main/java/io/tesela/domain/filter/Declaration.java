package io.tesela.domain.filter;

import io.tesela.domain.tile.Halo;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * What a filter says of itself, put together in words.
 *
 * @param reads the halo, in samples
 * @param sees the scope, given the parameters
 * @param check refuses parameters that do not go together
 */
record Declaration(
        String name,
        String summary,
        FilterScope scope,
        List<ParameterDeclaration> parameters,
        boolean gray,
        boolean keepsChroma,
        ToIntFunction<FilterSpec> reads,
        Function<FilterSpec, FilterScope> sees,
        Consumer<FilterSpec> check)
        implements FilterDeclaration {
    Declaration {
        parameters = List.copyOf(parameters);
    }

    /** Declares a filter that keeps the colour, works on each plane alike, and reads nothing around a sample. */
    static Declaration of(String name, String summary, FilterScope scope) {
        return new Declaration(name, summary, scope, List.of(), false, false, spec -> 0, spec -> scope, spec -> {});
    }

    static Declaration local(String name, String summary) {
        return of(name, summary, FilterScope.LOCAL);
    }

    static Declaration whole(String name, String summary) {
        return of(name, summary, FilterScope.FRAME);
    }

    Declaration with(ParameterDeclaration parameter) {
        List<ParameterDeclaration> more = new ArrayList<>(parameters);
        more.add(parameter);
        return new Declaration(name, summary, scope, more, gray, keepsChroma, reads, sees, check);
    }

    Declaration dropsColour() {
        return new Declaration(name, summary, scope, parameters, true, keepsChroma, reads, sees, check);
    }

    Declaration keepingChroma() {
        return new Declaration(name, summary, scope, parameters, gray, true, reads, sees, check);
    }

    Declaration reading(ToIntFunction<FilterSpec> samples) {
        return new Declaration(name, summary, scope, parameters, gray, keepsChroma, samples, sees, check);
    }

    Declaration seeing(Function<FilterSpec, FilterScope> scopeOf) {
        return new Declaration(name, summary, scope, parameters, gray, keepsChroma, reads, scopeOf, check);
    }

    Declaration checking(Consumer<FilterSpec> together) {
        return new Declaration(name, summary, scope, parameters, gray, keepsChroma, reads, sees, together);
    }

    @Override
    public FilterScope scope(FilterSpec spec) {
        return sees.apply(spec);
    }

    @Override
    public Halo halo(FilterSpec spec) {
        return new Halo(reads.applyAsInt(spec));
    }

    @Override
    public void validate(FilterSpec spec) {
        check.accept(spec);
    }

    @Override
    public String toString() {
        return name;
    }
}
