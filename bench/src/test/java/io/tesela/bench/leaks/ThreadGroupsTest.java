package io.tesela.bench.leaks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThreadGroupsTest {
    @Test
    void of_threadsOfOneKind_isTheSame_andOfOthersAnotherOne() {
        assertThat(ThreadGroups.of("tesela-io-12")).isEqualTo(ThreadGroups.of("tesela-io-7"));
        assertThat(ThreadGroups.of("tesela-io-12")).isNotEqualTo(ThreadGroups.of("tesela-decode-12"));
    }

    @Test
    void comeAndGo_threadsOfOurs_doNot() {
        assertThat(ThreadGroups.comeAndGo(ThreadGroups.of("kafka-scheduler-3"))).isTrue();
        assertThat(ThreadGroups.comeAndGo(ThreadGroups.of("tesela-io-7"))).isFalse();
        assertThat(ThreadGroups.comeAndGo(ThreadGroups.of("pool-3-thread-1"))).isFalse();
    }
}
