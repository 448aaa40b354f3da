package io.tesela.kafka.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.job.JobId;
import io.tesela.domain.job.TileKey;
import io.tesela.domain.tile.TileGrid;
import io.tesela.kafka.flow.KeyPartitioner;
import io.tesela.testkit.Seeds;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TilePartitioningTest {
    private static final TileGrid GRID = new TileGrid(3, 3);

    @Test
    void tile_tilesInTurn_goRoundAllPartitions() {
        // Given
        Random random = Seeds.random("TilePartitioning spread");
        for (int i = 0; i < 50; i++) {
            JobId job = job(random);
            int partitions = 1 + random.nextInt(40);
            int[] tilesOf = new int[partitions];
            int rounds = 1 + random.nextInt(5);

            // When
            for (int n = 0; n < rounds * partitions; n++) {
                tilesOf[TilePartitioning.TILE.partition(nth(job, n), GRID, 1, partitions)]++;
            }

            // Then: exactly as many in each
            assertThat(tilesOf).containsOnly(rounds);
        }
    }

    @Test
    void tile_differentJobs_startInDifferentPartitions() {
        // Given
        Random random = Seeds.random("TilePartitioning starts");

        // When
        Set<Integer> starts = IntStream.range(0, 400)
                .mapToObj(i -> TilePartitioning.TILE.partition(nth(job(random), 0), GRID, 1, 12))
                .collect(Collectors.toSet());

        // Then
        assertThat(starts).hasSize(12);
    }

    @Test
    void job_allTilesOfAJob_shareOnePartition() {
        // Given
        JobId job = new JobId("7f3a");

        // When
        Set<Integer> partitions = IntStream.range(0, 100)
                .mapToObj(n -> TilePartitioning.JOB.partition(nth(job, n), GRID, 1, 12))
                .collect(Collectors.toSet());

        // Then
        assertThat(partitions).containsExactly(KeyPartitioner.partition(job.value(), 12));
    }

    @ParameterizedTest
    @EnumSource(TilePartitioning.class)
    void partition_ofEachFurtherAttempt_isTheNextOne(TilePartitioning partitioning) {
        // Given
        Random random = Seeds.random("TilePartitioning attempts");
        for (int i = 0; i < 200; i++) {
            TileKey key = nth(job(random), random.nextInt(10_000));
            int partitions = 1 + random.nextInt(40);
            int first = partitioning.partition(key, GRID, 1, partitions);

            // Then
            assertThat(partitioning.partition(key, GRID, 2, partitions)).isEqualTo((first + 1) % partitions);
            assertThat(partitioning.partition(key, GRID, 3, partitions)).isEqualTo((first + 2) % partitions);
        }
    }

    @ParameterizedTest
    @EnumSource(TilePartitioning.class)
    void partition_ofAnyKey_isOneOfTheTopic(TilePartitioning partitioning) {
        // Given
        Random random = Seeds.random("TilePartitioning range");
        for (int i = 0; i < 2000; i++) {
            TileKey key = new TileKey(job(random), random.nextLong() >>> random.nextInt(64), random.nextInt(4096));
            int partitions = 1 + random.nextInt(500);

            // Then
            assertThat(partitioning.partition(key, new TileGrid(64, 64), 1 + random.nextInt(3), partitions))
                    .isBetween(0, partitions - 1);
        }
    }

    private static JobId job(Random random) {
        return new JobId(Long.toHexString(random.nextLong()));
    }

    private static TileKey nth(JobId job, int n) {
        return new TileKey(job, n / GRID.tiles(), n % GRID.tiles());
    }
}
