package io.tesela.domain.filter;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.filter.ParameterDeclaration.Kind;
import io.tesela.domain.tile.Halo;
import java.util.List;
import java.util.function.Function;

/** Declarations of the filters that come with Tesela; parameters, ranges and defaults as in OpenCV. */
final class StandardFilters {
    /** Beyond this OpenCV's separable Gaussian costs more than any use we know is worth. */
    private static final int MAX_KERNEL = 63;

    private StandardFilters() {}

    static List<FilterDeclaration> all() {
        return List.of(gray(), invert(), blur(), sobel(), canny());
    }

    private static FilterDeclaration gray() {
        return local("gray", "Drops the colour.", List.of(), true, spec -> Halo.NONE);
    }

    private static FilterDeclaration invert() {
        return local("invert", "Inverts every sample, colour included.", List.of(), false, spec -> Halo.NONE);
    }

    private static FilterDeclaration blur() {
        return local(
                "blur",
                "Gaussian blur with a kernel of k x k, sigma as OpenCV derives it from k.",
                List.of(new ParameterDeclaration("k", Kind.ODD, 5, 1, MAX_KERNEL)),
                false,
                spec -> new Halo(spec.whole("k") / 2));
    }

    private static FilterDeclaration sobel() {
        return local(
                "sobel",
                "Strength of the edges: mean of the absolute horizontal and vertical 3x3 Sobel gradients.",
                List.of(),
                true,
                spec -> new Halo(1));
    }

    private static FilterDeclaration canny() {
        List<ParameterDeclaration> thresholds = List.of(
                new ParameterDeclaration("low", Kind.NUMBER, 50, 0, 10_000),
                new ParameterDeclaration("high", Kind.NUMBER, 150, 0, 10_000));
        // Two samples: one for the 3x3 gradient, one for the comparison with the neighbours' gradients.
        return new Declaration(
                "canny",
                "Canny's edges with 3x3 gradients and the L1 norm, white on black.",
                thresholds,
                FilterScope.TWO_PHASE,
                true,
                spec -> new Halo(2));
    }

    private static FilterDeclaration local(
            String name,
            String summary,
            List<ParameterDeclaration> parameters,
            boolean gray,
            Function<FilterSpec, Halo> halo) {
        return new Declaration(name, summary, parameters, FilterScope.LOCAL, gray, halo);
    }

    private record Declaration(
            String name,
            String summary,
            List<ParameterDeclaration> parameters,
            FilterScope scope,
            boolean gray,
            Function<FilterSpec, Halo> haloOf)
            implements FilterDeclaration {
        @Override
        public Halo halo(FilterSpec spec) {
            return haloOf.apply(spec);
        }

        @Override
        public void validate(FilterSpec spec) {
            if (spec.values().containsKey("low") && spec.value("low") > spec.value("high")) {
                throw new TeselaException(
                        FailureCode.BAD_FILTER,
                        name + ": low is " + ParameterDeclaration.format(spec.value("low")) + ", high is "
                                + ParameterDeclaration.format(spec.value("high")) + " (expected: low <= high)");
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
