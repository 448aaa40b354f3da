package io.tesela.domain.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.tile.Halo;
import io.tesela.domain.tile.TileGrid;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterCatalogueTest {
    private final FilterCatalogue catalogue = FilterCatalogue.standard();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            gray                     | gray
            ' invert '               | invert
            blur                     | blur:5
            blur:3                   | blur:3
            blur:k=7                 | blur:7
            ' blur : k = 7 '         | blur:7
            blur:3.0                 | blur:3
            canny                    | canny:50:150
            canny:20                 | canny:20:150
            canny:20:60.5            | canny:20:60.5
            canny:high=60:low=20     | canny:20:60
            canny:high=60            | canny:50:60
            canny:1e2:200            | canny:100:200
            canny:7:7                | canny:7:7
            threshold                | threshold:127
            threshold:otsu           | threshold:otsu
            threshold:value=otsu     | threshold:otsu
            adaptive                 | adaptive:11:2:mean
            adaptive:gaussian        | adaptive:11:2:gaussian
            adaptive:gaussian:15     | adaptive:15:2:gaussian
            adaptive:15:-3:gaussian  | adaptive:15:-3:gaussian
            adaptive:method=mean:k=5 | adaptive:5:2:mean
            adaptive:gaussian:7:1    | adaptive:7:1:gaussian
            faces                    | faces:box:1.2:4:0.1
            faces:blur               | faces:blur:1.2:4:0.1
            faces:pixelate:1.1:6     | faces:pixelate:1.1:6:0.1
            faces:1.3:blur:7         | faces:blur:1.3:7:0.1
            motion                   | motion:25:mask
            motion:highlight         | motion:25:highlight
            motion:highlight:40      | motion:40:highlight
            pixelate:8               | pixelate:8
            """)
    void parse_ofALink_givesEveryParameter(String link, String compact) {
        assertThat(catalogue.parse(link)).hasToString(compact);
        assertThat(catalogue.parse(compact)).isEqualTo(catalogue.parse(link));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sepia           | unknown filter: 'sepia' (expected: one of adaptive, bilateral, blur, box, canny, clahe, denoise, dilate, equalize, erode, faces, gray, invert, laplacian, median, motion, pixelate, sharpen, sobel, threshold)
            ''              | unknown filter: '' (expected: one of adaptive, bilateral, blur, box, canny, clahe, denoise, dilate, equalize, erode, faces, gray, invert, laplacian, median, motion, pixelate, sharpen, sobel, threshold)
            Canny           | unknown filter: 'Canny', did you mean 'canny'? (expected: one of adaptive, bilateral, blur, box, canny, clahe, denoise, dilate, equalize, erode, faces, gray, invert, laplacian, median, motion, pixelate, sharpen, sobel, threshold)
            sharp           | unknown filter: 'sharp', did you mean 'sharpen'? (expected: one of adaptive, bilateral, blur, box, canny, clahe, denoise, dilate, equalize, erode, faces, gray, invert, laplacian, median, motion, pixelate, sharpen, sobel, threshold)
            treshhold       | unknown filter: 'treshhold', did you mean 'threshold'? (expected: one of adaptive, bilateral, blur, box, canny, clahe, denoise, dilate, equalize, erode, faces, gray, invert, laplacian, median, motion, pixelate, sharpen, sobel, threshold)
            faces:blurr     | faces: style is blurr (expected: box or blur or pixelate)
            motion:255      | motion: threshold is 255 (expected: a whole number from 0 to 254)
            pixelate:7      | pixelate: block is 7 (expected: an even whole number from 2 to 512)
            threshold:otso  | threshold: value is otso (expected: a number from 0 to 255 or otsu)
            threshold:-1    | threshold: value is -1 (expected: a number from 0 to 255 or otsu)
            adaptive:9:2:median | adaptive: method is median (expected: mean or gaussian)
            adaptive:9:2:1  | adaptive: method is 1 (expected: mean or gaussian)
            adaptive:mean:gaussian | adaptive: method is given twice (expected: once)
            blur:4          | blur: k is 4 (expected: an odd whole number from 1 to 63)
            blur:65         | blur: k is 65 (expected: an odd whole number from 1 to 63)
            blur:-1         | blur: k is -1 (expected: an odd whole number from 1 to 63)
            blur:3.5        | blur: k is 3.5 (expected: an odd whole number from 1 to 63)
            blur:x          | blur: k is x (expected: an odd whole number from 1 to 63)
            blur:           | blur: k is  (expected: an odd whole number from 1 to 63)
            blur:NaN        | blur: k is NaN (expected: an odd whole number from 1 to 63)
            blur:3:5        | blur: '5' is one parameter too many (expected: blur:k)
            blur:radius=3   | blur: unknown parameter 'radius' (expected: blur:k)
            blur:3:k=5      | blur: k is given twice (expected: once)
            gray:1          | gray: '1' is one parameter too many (expected: gray)
            canny:1:2:3     | canny: '3' is one parameter too many (expected: canny:low:high)
            canny:-1        | canny: low is -1 (expected: a number from 0 to 10000)
            canny:1:10001   | canny: high is 10001 (expected: a number from 0 to 10000)
            canny:NaN       | canny: low is NaN (expected: a number from 0 to 10000)
            canny:0:Infinity | canny: high is Infinity (expected: a number from 0 to 10000)
            canny:200       | canny: low is 200, high is 150 (expected: low <= high)
            canny:high=20   | canny: low is 50, high is 20 (expected: low <= high)
            """)
    void parse_ofAnythingElse_saysInOneSentenceWhatWasExpected(String link, String sentence) {
        assertThatThrownBy(() -> catalogue.parse(link))
                .isInstanceOf(TeselaException.class)
                .hasMessage(sentence)
                .extracting(failure -> ((TeselaException) failure).code())
                .isEqualTo(FailureCode.BAD_FILTER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Emboss", "em boss", "em:boss", "2emboss", "em,boss"})
    void catalogue_ofANameThatNoChainCanHold_refuses(String name) {
        assertThatThrownBy(() ->
                        new FilterCatalogue(List.of(Declaration.local(name, "x").declared())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("filter: '" + name + "' (expected: lower-case letters, digits and '-', a letter first)");
    }

    /** As a plug-in may that was built with other classes than there are here. */
    @Test
    void parse_ofAFilterWhoseDeclarationFails_namesIt() {
        FilterCatalogue broken = new FilterCatalogue(List.of(
                Declaration.local("unsure", "x")
                        .checking(spec -> {
                            throw new IllegalArgumentException("low is 9 (expected: 7)");
                        })
                        .declared(),
                Declaration.local("halved", "x")
                        .reading(spec -> {
                            throw new NoClassDefFoundError("com/example/Kernel");
                        })
                        .declared()));

        assertThatThrownBy(() -> broken.parse("unsure"))
                .isInstanceOf(TeselaException.class)
                .hasMessage("unsure: low is 9 (expected: 7)");
        assertThatThrownBy(() -> ChainPlan.of(FilterChain.parse("halved", broken), new TileGrid(2, 2), 64, 48))
                .isInstanceOf(TeselaException.class)
                .hasMessage("halved: java.lang.NoClassDefFoundError: com/example/Kernel");
    }

    @Test
    void installed_withoutPlugIns_areThoseThatComeWithTesela() {
        assertThat(FilterCatalogue.installed().all())
                .extracting(FilterDeclaration::name)
                .isEqualTo(catalogue.all().stream().map(FilterDeclaration::name).toList());
    }

    @Test
    void specify_withNamedParameters_isTheSameAsParse() {
        assertThat(catalogue.specify("canny", Map.of("high", "60", "low", "20")))
                .isEqualTo(catalogue.parse("canny:20:60"));
    }

    @Test
    void specify_withAnUnknownParameter_refuses() {
        assertThatThrownBy(() -> catalogue.specify("blur", Map.of("sigma", "1")))
                .isInstanceOf(TeselaException.class)
                .hasMessage("blur: unknown parameter 'sigma' (expected: blur:k)");
    }

    @Test
    void catalogue_ofTwoFiltersOfOneName_refuses() {
        List<FilterDeclaration> twice = List.of(
                catalogue.parse("gray").declaration(), catalogue.parse("gray").declaration());

        assertThatThrownBy(() -> new FilterCatalogue(twice))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("filter: gray (expected: declared once)");
    }

    @Test
    void all_isSortedByName_andEveryFilterSaysWhatItDoes() {
        assertThat(catalogue.all())
                .extracting(FilterDeclaration::name)
                .isSorted()
                .contains("blur", "canny", "denoise", "gray", "threshold");
        assertThat(catalogue.all())
                .allSatisfy(filter -> assertThat(filter.summary()).endsWith("."));
    }

    @ParameterizedTest
    @CsvSource({
        "gray,0",
        "invert,0",
        "blur:1,0",
        "blur:5,2",
        "blur:63,31",
        "sobel,1",
        "canny,2",
        "dilate:5:3,6",
        "denoise,13",
        "laplacian,1",
        "laplacian:5,2"
    })
    void halo_isHalfTheKernel(String link, int pixels) {
        FilterSpec spec = catalogue.parse(link);

        assertThat(spec.declaration().halo(spec)).isEqualTo(new Halo(pixels));
    }

    @ParameterizedTest
    @CsvSource({"threshold,LOCAL", "threshold:otsu,FRAME", "canny,TWO_PHASE", "clahe,FRAME"})
    void scope_hangsOnTheParameters(String link, FilterScope scope) {
        FilterSpec spec = catalogue.parse(link);

        assertThat(spec.declaration().scope(spec)).isEqualTo(scope);
    }

    @Test
    void value_ofAParameterThatIsNotDeclared_refuses() {
        FilterSpec blur = catalogue.parse("blur:3");

        assertThat(blur.whole("k")).isEqualTo(3);
        assertThatThrownBy(() -> blur.value("sigma"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("parameter: sigma (expected: one of [k])");
    }

    @ParameterizedTest
    @CsvSource({"3,3", "0.5,0.5", "10000,10000", "1e-7,0.0000001", "-0.0,0", "100,100"})
    void format_hasNoExponentAndNoTrailingZeros(double value, String text) {
        assertThat(ParameterDeclaration.format(value)).isEqualTo(text);
    }
}
