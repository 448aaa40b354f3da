package io.tesela.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.ingest.http.ByteRange.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {
    private static final long SIZE = 1000;

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 1",
        "bytes=0-, 0, 1000",
        "bytes=10-19, 10, 10",
        "bytes=990-, 990, 10",
        "bytes=990-5000, 990, 10",
        "bytes=-1, 999, 1",
        "bytes=-5000, 0, 1000",
    })
    void of_singleRange_isThatPart(String header, long first, long count) {
        assertThat(ByteRange.of(header, SIZE).range()).contains(new ByteRange(first, count));
        assertThat(ByteRange.of(header, SIZE).kind()).isEqualTo(Kind.PART);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes=-",
                "bytes=9-3",
                "bytes=0-1,5-6",
                "lines=0-1",
                "bytes=a-b",
                "bytes=99999999999999999999-"
            })
    void of_whatIsNotOneRange_isTheWhole(String header) {
        assertThat(ByteRange.of(header, SIZE).kind()).isEqualTo(Kind.WHOLE);
        assertThat(ByteRange.of(null, SIZE).kind()).isEqualTo(Kind.WHOLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=1000-", "bytes=5000-6000", "bytes=-0"})
    void of_rangeBehindTheEnd_cannotBeSatisfied(String header) {
        assertThat(ByteRange.of(header, SIZE).kind()).isEqualTo(Kind.UNSATISFIABLE);
    }

    @Test
    void contentRange_namesBothEndsAndTheSize() {
        assertThat(new ByteRange(10, 10).contentRange(SIZE)).isEqualTo("bytes 10-19/1000");
    }
}
