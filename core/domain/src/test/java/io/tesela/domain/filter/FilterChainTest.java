package io.tesela.domain.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterChainTest {
    private final FilterCatalogue catalogue = FilterCatalogue.standard();

    @ParameterizedTest
    @CsvSource({
        "'canny,blur:3', 'canny:50:150,blur:3'",
        "' gray , blur:k=9 ', 'gray,blur:9'",
        "'invert', 'invert'",
        "'canny:0.25:1,canny', 'canny:0.25:1,canny:50:150'"
    })
    void parse_ofACompactChain_comesBackFromToString(String text, String compact) {
        FilterChain chain = FilterChain.parse(text, catalogue);

        assertThat(chain).hasToString(compact);
        assertThat(FilterChain.parse(compact, catalogue)).isEqualTo(chain);
    }

    @ParameterizedTest
    @CsvSource({
        "'blur:3,,gray', ''",
        "'gray,', ''",
        "'', ''",
        "'gray,sepia', 'sepia'",
    })
    void parse_ofAMissingOrUnknownLink_namesIt(String text, String link) {
        assertThatThrownBy(() -> FilterChain.parse(text, catalogue))
                .isInstanceOf(TeselaException.class)
                .hasMessageStartingWith("unknown filter: '" + link + "' (expected: ");
    }

    @Test
    void chain_thatLooksBackTooFar_isRefused() {
        FilterSpec nine = new FilterCatalogue(List.of(new LooksBack(9))).parse("looks-back");

        assertThat(new FilterChain(List.of(nine)).temporalExtent()).isEqualTo(9);
        assertThatThrownBy(() -> new FilterChain(List.of(nine, nine)))
                .isInstanceOf(TeselaException.class)
                .hasMessage("filters: a chain that looks at 18 frames before each (expected: at most 16)");
    }

    private record LooksBack(int frames) implements FilterDeclaration {
        @Override
        public String name() {
            return "looks-back";
        }

        @Override
        public String summary() {
            return "Looks back.";
        }

        @Override
        public int temporalExtent(FilterSpec spec) {
            return frames;
        }
    }

    @Test
    void received_withFiltersThatAreMissingHere_namesEachOnce() {
        assertThat(FilterChain.received("blur:3,canny:50:150", catalogue, "assembler a-1"))
                .isEqualTo(FilterChain.parse("blur:3,canny", catalogue));
        assertThatThrownBy(() -> FilterChain.received("sepia:2,blur:3,emboss,sepia", catalogue, "assembler a-1"))
                .isInstanceOf(TeselaException.class)
                .hasMessage(
                        "assembler a-1 lacks sepia, emboss (expected: every plug-in on the class path of every role)")
                .extracting(failure -> ((TeselaException) failure).code())
                .isEqualTo(FailureCode.BAD_FILTER);
        assertThatThrownBy(() -> FilterChain.received("blur:99", catalogue, "assembler a-1"))
                .isInstanceOf(TeselaException.class)
                .hasMessage("assembler a-1 has another blur: k is 99 (expected: an odd whole number from 1 to 63)");
    }

    @Test
    void parse_ofSixteenFilters_isAllowed() {
        assertThat(FilterChain.parse(grays(16), catalogue).filters()).hasSize(16);
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 18, 19, 5000})
    void parse_ofTooManyFilters_saysSo(int length) {
        assertThatThrownBy(() -> FilterChain.parse(grays(length), catalogue))
                .isInstanceOf(TeselaException.class)
                .hasMessage("filters: a chain of " + length + " (expected: 1 to 16 filters)")
                .extracting(failure -> ((TeselaException) failure).code())
                .isEqualTo(FailureCode.BAD_FILTER);
    }

    @Test
    void chain_ofNoFilters_isRefused() {
        assertThatThrownBy(() -> new FilterChain(List.of()))
                .isInstanceOf(TeselaException.class)
                .hasMessage("filters: a chain of 0 (expected: 1 to 16 filters)");
    }

    private static String grays(int length) {
        return String.join(",", Collections.nCopies(length, "gray"));
    }
}
