package io.tesela.ingest.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DiskQuotaTest {
    private final DiskQuota disk = new DiskQuota(100);
    private final List<String> gone = new ArrayList<>();

    @Test
    void take_roomOfWhatCanBeSpared_letsTheOldestGo_andNoMoreThanNeeded() {
        spare("first", 30);
        spare("second", 30);
        spare("third", 30);

        disk.take(40);

        assertThat(gone).containsExactly("first");
        assertThat(disk.usedBytes()).isEqualTo(100);
    }

    @Test
    void take_moreThanCanBeMade_isRefused() {
        disk.take(50);
        spare("only", 50);

        assertThatThrownBy(() -> disk.take(51))
                .isInstanceOfSatisfying(
                        TeselaException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.BUSY))
                .hasMessageContaining("no room for 51 bytes more, 50 are taken");
        assertThat(gone).as("what would not have helped").isEmpty();
    }

    @Test
    void spare_whereNoRoomIs_takesNoneOfOthers() {
        spare("first", 60);

        assertThat(disk.spare(41, () -> gone.add("second"))).isEmpty();

        assertThat(gone).isEmpty();
        assertThat(disk.usedBytes()).isEqualTo(60);
    }

    @Test
    void close_givesItsRoomBackOnce_andNeverAgain() {
        DiskQuota.Spare closed = spare("first", 60).orElseThrow();
        closed.close();
        closed.close();
        assertThat(disk.usedBytes()).isZero();

        DiskQuota.Spare letGo = spare("second", 60).orElseThrow();
        disk.take(100);
        letGo.close();

        assertThat(gone).containsExactly("second");
        assertThat(disk.usedBytes()).isEqualTo(100);
    }

    private Optional<DiskQuota.Spare> spare(String name, long bytes) {
        return disk.spare(bytes, () -> gone.add(name));
    }
}
