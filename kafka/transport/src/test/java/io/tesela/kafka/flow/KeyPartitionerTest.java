package io.tesela.kafka.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

class KeyPartitionerTest {
    @Test
    void partition_ofAnyKey_isTheOneThatKafkaTakes() {
        long seed = 20_261_122L;
        Random random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            String key = new String(bytes, StandardCharsets.UTF_8);
            int partitions = 1 + random.nextInt(24);

            assertThat(KeyPartitioner.partition(key, partitions))
                    .as("seed %d, key %s", seed, key)
                    .isEqualTo(BuiltInPartitioner.partitionForKey(key.getBytes(StandardCharsets.UTF_8), partitions));
        }
    }

    @Test
    void partition_ofNoPartitions_isRefused() {
        assertThatThrownBy(() -> KeyPartitioner.partition("job", 0)).hasMessage("partitions: 0 (expected: >= 1)");
    }
}
