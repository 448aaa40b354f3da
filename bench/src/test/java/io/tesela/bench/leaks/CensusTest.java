package io.tesela.bench.leaks;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.bench.leaks.Census.Rule;
import org.junit.jupiter.api.Test;

class CensusTest {
    @Test
    void leaksSince_nothingMoreThanIsAllowed_isEmpty() {
        // Given
        Census before = new Census()
                .with("files", Rule.NO_MORE, 3)
                .with("jobs", Rule.NONE, 2)
                .with("heap", Rule.SHOWN, 10);
        Census after = new Census()
                .with("files", Rule.NO_MORE, 3)
                .with("jobs", Rule.NONE, 0)
                .with("heap", Rule.SHOWN, 99);

        // Then
        assertThat(after.leaksSince(before)).isEmpty();
    }

    @Test
    void leaksSince_moreThanBefore_orAnythingOfWhatMustBeGone_namesIt() {
        // Given
        Census before = new Census().with("files", Rule.NO_MORE, 3).with("jobs", Rule.NONE, 2);
        Census after = new Census().with("files", Rule.NO_MORE, 4).with("jobs", Rule.NONE, 1);

        // Then
        assertThat(after.leaksSince(before)).containsExactly("files: 4 (expected: at most 3)", "jobs: 1 (expected: 0)");
    }

    @Test
    void leaksSince_ofAKindThatWasNotThereBefore_namesIt_andWhatIsGoneIsNone() {
        // Given
        Census before = new Census().with("threads: a-N", Rule.NO_MORE, 2);
        Census after = new Census().with("threads: b-N", Rule.NO_MORE, 1);

        // Then
        assertThat(after.leaksSince(before)).containsExactly("threads: b-N: 1 (expected: at most 0)");
    }

    @Test
    void table_showsBothAndWhatIsAllowed_andOfThreadsThoseThatAreNotAsMany() {
        // Given
        Census before = new Census()
                .with("files", Rule.NO_MORE, 1234)
                .with("heap", Rule.SHOWN, 1)
                .with("threads: a", Rule.NO_MORE, 2)
                .with("threads: b", Rule.NO_MORE, 3)
                .with("threads: c", Rule.NO_MORE, 1);
        Census after = new Census()
                .with("files", Rule.NO_MORE, 5)
                .with("heap", Rule.SHOWN, 2)
                .with("threads: a", Rule.NO_MORE, 2)
                .with("threads: b", Rule.NO_MORE, 3);

        // Then
        assertThat(new CensusTable(before, after).text()).isEqualTo("""
                what is there                before  after  allowed
                files                         1,234      5    1,234
                heap                              1      2        -
                threads: c                        1      0        1
                threads: of all other kinds       5      5        5
                """);
    }
}
