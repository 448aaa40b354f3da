package io.tesela.bench.faulty;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.bench.faulty.RecordFault.Kind;
import io.tesela.bench.faulty.RecordFault.Records;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.TileKey;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ChanceTest {
    private static final RecordFault DROP = new RecordFault(Kind.DROP, Records.TILES, 20, 100, 2100);
    private static final JobId JOB = new JobId("a-job");

    @Test
    void of_sameSeed_strikesTheSameTilesOfAnyJobInAnyOrder() {
        // Given
        Chance chance = new Chance(7, List.of(DROP));
        List<Long> struck = struck(chance);

        // When
        List<Long> ofAnother = LongStream.range(0, 3000)
                .map(frame -> 2999 - frame)
                .filter(frame -> strikes(new Chance(7, List.of(DROP)), new JobId("another-job"), frame))
                .sorted()
                .boxed()
                .toList();

        // Then
        assertThat(ofAnother).isEqualTo(struck);
        assertThat(struck(new Chance(8, List.of(DROP)))).isNotEqualTo(struck);
    }

    @Test
    void of_manyTiles_strikesAboutItsPartOfThoseInTheWindow() {
        // When
        List<Long> struck = struck(new Chance(7, List.of(DROP)));

        // Then: 400 of 2,000, give or take four standard deviations
        assertThat(struck).hasSizeBetween(330, 470).allMatch(frame -> frame >= 100 && frame < 2100);
    }

    @Test
    void of_aTileThatIsSentAgain_orARecordOfAnotherKind_isSpared() {
        // Given
        Chance chance = new Chance(7, List.of(new RecordFault(Kind.DROP, Records.TILES, 100, 0, 10)));
        TileKey key = new TileKey(JOB, 5, 0);

        // Then
        assertThat(chance.of(Records.TILES, key, 1)).isPresent();
        assertThat(chance.of(Records.TILES, key, 2)).isEmpty();
        assertThat(chance.of(Records.RESULTS, key, 1)).isEmpty();
    }

    private static List<Long> struck(Chance chance) {
        return LongStream.range(0, 3000)
                .filter(frame -> strikes(chance, JOB, frame))
                .boxed()
                .toList();
    }

    private static boolean strikes(Chance chance, JobId job, long frame) {
        return chance.of(Records.TILES, new TileKey(job, frame, 4), 1).isPresent();
    }
}
