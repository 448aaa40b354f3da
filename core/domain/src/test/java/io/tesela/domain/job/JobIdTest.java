package io.tesela.domain.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobIdTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"a", "0", "a-b", "abc123-", "0123456789012345678901234567890123456789012345678901234567890123"})
    void id_thatIsSafeAsAFileName_isAllowed(String value) {
        assertThat(new JobId(value)).hasToString(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-a",
                "A",
                "a b",
                "a/b",
                "..",
                "a.b",
                "a\n",
                "\u0661",
                "01234567890123456789012345678901234567890123456789012345678901234"
            })
    void id_thatIsNot_isRefused(String value) {
        assertThatThrownBy(() -> new JobId(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("job: " + value + " (expected: 1 to 64 of a-z, 0-9 and '-')");
    }

    @Test
    void random_givesIdsThatDiffer() {
        Set<JobId> ids = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            ids.add(JobId.random());
        }

        assertThat(ids).hasSize(1000).allSatisfy(id -> assertThat(id.value()).hasSize(16));
    }

    @Test
    void random_usesItsWholeAlphabetOf32() {
        Random random = new Random(1);
        Set<Integer> letters = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            JobId.random(random).value().chars().forEach(letters::add);
        }

        assertThat(letters).hasSize(32);
    }
}
