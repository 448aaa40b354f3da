package io.tesela.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.filter.FilterChain;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterRequestTest {
    @Test
    void parseChain_namesAndPositions_keepsBoth() {
        List<FilterRequest> filters = FilterRequest.parseChain(" canny:low=50:high=1.5e2 , blur:3,gray");

        assertThat(filters)
                .containsExactly(
                        new FilterRequest("canny", Map.of("low", "50", "high", "150"), List.of()),
                        new FilterRequest("blur", Map.of(), List.of("3")),
                        new FilterRequest("gray", Map.of(), List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "canny,blur:3",
                "canny:50:150",
                "canny:low=0.5:high=150",
                "my-own_Filter:-1:0.25",
                "threshold:otsu",
                "adaptive:method=gaussian"
            })
    void chain_ofAParsedChain_isTheSameText(String chain) {
        assertThat(FilterRequest.chain(FilterRequest.parseChain(chain))).isEqualTo(chain);
    }

    @Test
    void constructor_numbersWrittenInOtherWays_areOneAndTheSame() {
        assertThat(new FilterRequest("blur", Map.of("k", "3.0"), List.of()))
                .isEqualTo(new FilterRequest("blur", Map.of("k", "3"), List.of()));
    }

    @Test
    void chain_ofKnownFilters_isUnderstoodByTheCatalogue() {
        String chain = FilterRequest.chain(FilterRequest.parseChain("canny:high=200:low=10,blur:3"));

        assertThat(FilterChain.parse(chain, FilterCatalogue.standard())).hasToString("canny:10:200,blur:3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | filter: '' (expected: 1 to 64 letters, digits, '-' and '_')",
                "'canny,,blur' | filter: '' (expected: 1 to 64 letters, digits, '-' and '_')",
                "'blur 3' | filter: 'blur 3' (expected: 1 to 64 letters, digits, '-' and '_')",
                "blur:X | blur: 'X' (expected: a number or a word of small letters, or name=value)",
                "blur: | blur: '' (expected: a number or a word of small letters, or name=value)",
                "blur:k= | blur: '' (expected: a number or a word of small letters, or name=value)",
                "blur:=3 | blur: parameter: '' (expected: 1 to 64 letters, digits, '-' and '_')",
                "blur:NaN | blur: NaN (expected: a finite number)",
                "canny:low=1:low=2 | canny: low is given twice (expected: once)",
                "canny:low=50:3 | canny: [low] by name beside [3] by position (expected: all parameters by name, or all by position)",
                "a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a | filters: a longer chain (expected: 1 to 16 filters)",
            })
    void parseChain_notAChain_isRefusedWithASentence(String chain, String sentence) {
        assertThatThrownBy(() -> FilterRequest.parseChain(chain.replace("'", "")))
                .isInstanceOfSatisfying(
                        TeselaException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.BAD_FILTER))
                .hasMessage(sentence);
    }
}
