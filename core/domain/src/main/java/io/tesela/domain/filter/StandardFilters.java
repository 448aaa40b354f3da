package io.tesela.domain.filter;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.filter.Declaration.Draft;
import io.tesela.domain.filter.ParameterDeclaration.Kind;
import java.util.List;
import java.util.stream.Stream;

/** Declarations of the filters that come with Tesela; parameters, ranges and defaults as in OpenCV where it has them. */
final class StandardFilters {
    /** Beyond this OpenCV's filters cost more than any use we know is worth. */
    private static final int MAX_KERNEL = 63;

    private StandardFilters() {}

    static List<FilterDeclaration> all() {
        return Stream.of(
                        gray(),
                        invert(),
                        blur(),
                        box(),
                        median(),
                        bilateral(),
                        denoise(),
                        sharpen(),
                        sobel(),
                        laplacian(),
                        canny(),
                        threshold(),
                        adaptive(),
                        equalize(),
                        clahe(),
                        dilate(),
                        erode(),
                        motion(),
                        pixelate(),
                        faces())
                .map(Draft::declared)
                .toList();
    }

    private static Draft gray() {
        return Declaration.local("gray", "Drops the colour.").dropsColour();
    }

    private static Draft invert() {
        return Declaration.local("invert", "Inverts every sample, colour included.");
    }

    private static Draft blur() {
        return Declaration.local("blur", "Gaussian blur with a kernel of k x k, sigma as OpenCV derives it from k.")
                .with(kernel(5))
                .reading(spec -> spec.whole("k") / 2);
    }

    private static Draft box() {
        return Declaration.local("box", "Mean of the k x k samples around.")
                .with(kernel(5))
                .reading(spec -> spec.whole("k") / 2);
    }

    private static Draft median() {
        return Declaration.local("median", "Median of the k x k samples around: takes away single wrong samples.")
                .with(kernel(5))
                .reading(spec -> spec.whole("k") / 2);
    }

    /** On tiles it differs in single samples (measured), so it sees the whole frame. */
    private static Draft bilateral() {
        return Declaration.whole(
                        "bilateral",
                        "Smooths and keeps edges: of the d x d samples around, those of other brightness count less.")
                .with(new ParameterDeclaration("d", Kind.ODD, 9, 1, 25))
                .with(new ParameterDeclaration("color", Kind.NUMBER, 75, 0.1, 1_000))
                .with(new ParameterDeclaration("space", Kind.NUMBER, 75, 0.1, 1_000));
    }

    private static Draft denoise() {
        return Declaration.local(
                        "denoise",
                        "Non-local means: each sample becomes the mean of those around whose neighbourhoods look alike. Heavy.")
                .with(new ParameterDeclaration("h", Kind.NUMBER, 3, 0.1, 100))
                .with(new ParameterDeclaration("template", Kind.ODD, 7, 1, 15))
                .with(new ParameterDeclaration("search", Kind.ODD, 21, 3, 41))
                .takingLong()
                .reading(spec -> spec.whole("template") / 2 + spec.whole("search") / 2);
    }

    private static Draft sharpen() {
        return Declaration.local(
                        "sharpen",
                        "Adds to each luma sample, amount times (in sixteenths), how it differs from its Gaussian blur.")
                .with(new ParameterDeclaration("amount", Kind.NUMBER, 1, 0, 10))
                .with(kernel(5))
                .keepingChroma()
                .reading(spec -> spec.whole("k") / 2);
    }

    private static Draft sobel() {
        return Declaration.local(
                        "sobel",
                        "Strength of the edges: mean of the absolute horizontal and vertical 3x3 Sobel gradients.")
                .dropsColour()
                .reading(spec -> 1);
    }

    private static Draft laplacian() {
        return Declaration.local(
                        "laplacian", "Absolute Laplacian, of second Sobel derivatives of k x k; with k = 1 of 3x3.")
                .with(new ParameterDeclaration("k", Kind.ODD, 1, 1, 7))
                .dropsColour()
                .reading(spec -> Math.max(1, spec.whole("k") / 2));
    }

    /** Reads two samples: one for the 3x3 gradient, one for the comparison with the neighbours' gradients. */
    private static Draft canny() {
        return Declaration.of(
                        "canny",
                        "Canny's edges with 3x3 gradients and the L1 norm, white on black.",
                        FilterScope.TWO_PHASE)
                .with(new ParameterDeclaration("low", Kind.NUMBER, 50, 0, 10_000))
                .with(new ParameterDeclaration("high", Kind.NUMBER, 150, 0, 10_000))
                .dropsColour()
                .reading(spec -> 2)
                .checking(StandardFilters::requireLowBelowHigh);
    }

    private static Draft threshold() {
        return Declaration.local(
                        "threshold",
                        "White where luma is above the value, else black; with 'otsu' the value is Otsu's, of each frame.")
                .with(new ParameterDeclaration("value", Kind.NUMBER, 127, 0, 255).orWord("otsu", -1))
                .dropsColour()
                .seeing(spec -> spec.value("value") < 0 ? FilterScope.FRAME : FilterScope.LOCAL);
    }

    private static Draft adaptive() {
        return Declaration.local(
                        "adaptive",
                        "White where luma is above the mean of the k x k samples around, less c; plain mean or Gaussian.")
                .with(new ParameterDeclaration("k", Kind.ODD, 11, 3, MAX_KERNEL))
                .with(new ParameterDeclaration("c", Kind.NUMBER, 2, -255, 255))
                .with(ParameterDeclaration.choice("method", List.of("mean", "gaussian")))
                .dropsColour()
                .reading(spec -> spec.whole("k") / 2);
    }

    private static Draft equalize() {
        return Declaration.whole("equalize", "Spreads the luma of each frame evenly over its range.")
                .keepingChroma();
    }

    private static Draft clahe() {
        return Declaration.whole(
                        "clahe",
                        "Spreads luma evenly within each of grid x grid fields, contrast at most clip: equalisation for dark corners.")
                .with(new ParameterDeclaration("clip", Kind.NUMBER, 40, 0, 1_000))
                .with(new ParameterDeclaration("grid", Kind.WHOLE, 8, 1, 64))
                .keepingChroma();
    }

    private static Draft dilate() {
        return Declaration.local("dilate", "Brightest of the k x k luma samples around, as many times as said.")
                .with(kernel(3))
                .with(times())
                .keepingChroma()
                .reading(spec -> spec.whole("k") / 2 * spec.whole("times"));
    }

    private static Draft erode() {
        return Declaration.local("erode", "Darkest of the k x k luma samples around, as many times as said.")
                .with(kernel(3))
                .with(times())
                .keepingChroma()
                .reading(spec -> spec.whole("k") / 2 * spec.whole("times"));
    }

    /** To tint what moves takes luma and chroma together, which have no common halo on a tile. */
    private static Draft motion() {
        return Declaration.local(
                        "motion",
                        "White where luma differs from the frame before by more than the threshold, else black; or 'motion:highlight':"
                                + " tints what moves.")
                .with(new ParameterDeclaration("threshold", Kind.WHOLE, 25, 0, 254))
                .with(ParameterDeclaration.choice("style", List.of("mask", "highlight")))
                .lookingBack(1)
                .dropsColourIf(spec -> spec.value("style") == 0)
                .seeing(spec -> spec.value("style") == 0 ? FilterScope.LOCAL : FilterScope.FRAME);
    }

    private static Draft pixelate() {
        return Declaration.whole("pixelate", "Squares of block x block pixels, each of one colour.")
                .with(new ParameterDeclaration("block", Kind.EVEN, 16, 2, 512));
    }

    private static Draft faces() {
        return Declaration.whole(
                        "faces",
                        "Finds faces that look at the camera; draws a box around each, or makes it unrecognisable: 'faces:blur'.")
                .with(ParameterDeclaration.choice("style", List.of("box", "blur", "pixelate")))
                .with(new ParameterDeclaration("scale", Kind.NUMBER, 1.2, 1.01, 2))
                .with(new ParameterDeclaration("neighbours", Kind.WHOLE, 4, 1, 50))
                .with(new ParameterDeclaration("least", Kind.NUMBER, 0.1, 0.01, 1));
    }

    private static ParameterDeclaration kernel(int usual) {
        return new ParameterDeclaration("k", Kind.ODD, usual, 1, MAX_KERNEL);
    }

    private static ParameterDeclaration times() {
        return new ParameterDeclaration("times", Kind.WHOLE, 1, 1, 16);
    }

    private static void requireLowBelowHigh(FilterSpec spec) {
        if (spec.value("low") > spec.value("high")) {
            throw new TeselaException(
                    FailureCode.BAD_FILTER,
                    spec.name() + ": low is " + ParameterDeclaration.format(spec.value("low")) + ", high is "
                            + ParameterDeclaration.format(spec.value("high")) + " (expected: low <= high)");
        }
    }
}
