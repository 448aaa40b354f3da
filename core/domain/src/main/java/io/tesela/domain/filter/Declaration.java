package io.tesela.domain.filter;

import io.tesela.domain.tile.Halo;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/** What a filter says of itself, put together in words. */
final class Declaration implements FilterDeclaration {
    private final String name;
    private final String summary;
    private final FilterScope scope;
    private final List<ParameterDeclaration> parameters;
    private final boolean gray;
    private final boolean keepsChroma;
    private final boolean heavy;
    private final int extent;
    private final ToIntFunction<FilterSpec> halo;
    private final Function<FilterSpec, FilterScope> scopeOf;
    private final Predicate<FilterSpec> grayIf;
    private final Consumer<FilterSpec> check;

    private Declaration(Draft draft) {
        this.name = draft.name;
        this.summary = draft.summary;
        this.scope = draft.scope;
        this.parameters = List.copyOf(draft.parameters);
        this.gray = draft.gray;
        this.keepsChroma = draft.keepsChroma;
        this.heavy = draft.heavy;
        this.extent = draft.extent;
        this.halo = draft.halo;
        this.scopeOf = draft.scopeOf;
        this.grayIf = draft.grayIf;
        this.check = draft.check;
    }

    /** Begins with a filter that keeps the colour, works on each plane alike, and reads nothing around a sample. */
    static Draft of(String name, String summary, FilterScope scope) {
        return new Draft(name, summary, scope);
    }

    static Draft local(String name, String summary) {
        return of(name, summary, FilterScope.LOCAL);
    }

    static Draft whole(String name, String summary) {
        return of(name, summary, FilterScope.FRAME);
    }

    /** Says more of a filter, until it is {@link #declared}. */
    static final class Draft {
        private final String name;
        private final String summary;
        private final FilterScope scope;
        private final List<ParameterDeclaration> parameters = new ArrayList<>();
        private boolean gray;
        private boolean keepsChroma;
        private boolean heavy;
        private int extent;
        private ToIntFunction<FilterSpec> halo = spec -> 0;
        private Function<FilterSpec, FilterScope> scopeOf;
        private Predicate<FilterSpec> grayIf = spec -> false;
        private Consumer<FilterSpec> check = spec -> {};

        private Draft(String name, String summary, FilterScope scope) {
            this.name = name;
            this.summary = summary;
            this.scope = scope;
            this.scopeOf = spec -> scope;
        }

        Draft with(ParameterDeclaration parameter) {
            parameters.add(parameter);
            return this;
        }

        Draft dropsColour() {
            return dropsColourIf(spec -> true);
        }

        /** @param condition says with which parameters it does; with its defaults it must */
        Draft dropsColourIf(Predicate<FilterSpec> condition) {
            gray = true;
            grayIf = condition;
            return this;
        }

        Draft keepingChroma() {
            keepsChroma = true;
            return this;
        }

        Draft takingLong() {
            heavy = true;
            return this;
        }

        /** @param samples the halo, given the parameters */
        Draft reading(ToIntFunction<FilterSpec> samples) {
            halo = samples;
            return this;
        }

        /** @param frames how many before a frame it looks at, too */
        Draft lookingBack(int frames) {
            extent = frames;
            return this;
        }

        /** @param scopes the scope, given the parameters */
        Draft seeing(Function<FilterSpec, FilterScope> scopes) {
            scopeOf = scopes;
            return this;
        }

        /** @param together refuses parameters that do not go together */
        Draft checking(Consumer<FilterSpec> together) {
            check = together;
            return this;
        }

        /** Returns what has been said so far. */
        FilterDeclaration declared() {
            return new Declaration(this);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String summary() {
        return summary;
    }

    @Override
    public List<ParameterDeclaration> parameters() {
        return parameters;
    }

    @Override
    public FilterScope scope() {
        return scope;
    }

    @Override
    public FilterScope scope(FilterSpec spec) {
        return scopeOf.apply(spec);
    }

    @Override
    public int temporalExtent(FilterSpec spec) {
        return extent;
    }

    @Override
    public boolean gray() {
        return gray;
    }

    @Override
    public boolean gray(FilterSpec spec) {
        return grayIf.test(spec);
    }

    @Override
    public boolean keepsChroma() {
        return keepsChroma;
    }

    @Override
    public boolean heavy() {
        return heavy;
    }

    @Override
    public Halo halo(FilterSpec spec) {
        return new Halo(halo.applyAsInt(spec));
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
