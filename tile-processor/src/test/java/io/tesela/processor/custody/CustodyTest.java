package io.tesela.processor.custody;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.kafka.flow.ServiceView;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CustodyTest {
    @Test
    void inherited_ofAPartitionThatNobodyHad_isNothing() {
        assertThat(Custody.inherited(new ServiceView(0, OptionalLong.empty(), 100, false, "")))
                .isEqualTo(Custody.NONE);
        assertThat(Custody.inherited(found(10, 100, ""))).isEqualTo(Custody.NONE);
        assertThat(Custody.inherited(found(10, 100, "a note of somebody else"))).isEqualTo(Custody.NONE);
    }

    @Test
    void inherited_ofOneWhoLeft_isWhatHeKnew() {
        Custody known = custody(1, 80, "").probing(40);

        Custody inherited = Custody.inherited(found(40, 100, "left " + CustodyNote.atWork(known)));

        assertThat(inherited).isEqualTo(custody(1, 80, ""));
    }

    @Test
    void inherited_ofOneWhoDied_isOneDeathMore_andWhatIsInTheLogIsSuspect() {
        Custody inherited = Custody.inherited(found(40, 100, CustodyNote.atWork(Custody.NONE)));

        assertThat(inherited).isEqualTo(custody(1, 100, ""));
        assertThat(inherited.suspect(40)).as("one death changes nothing").isFalse();
    }

    @Test
    void inherited_ofOneWhoDiedBeforeHisFirstCommit_isADeath() {
        ServiceView found = new ServiceView(0, OptionalLong.of(0), 3, false, CustodyNote.atWork(Custody.NONE));

        assertThat(Custody.inherited(found).deaths()).isEqualTo(1);
    }

    @Test
    void inherited_ofTwoWhoDied_makesSuspectsOfWhatWasInTheLog() {
        Custody inherited = Custody.inherited(found(41, 120, CustodyNote.atWork(custody(1, 100, ""))));

        assertThat(inherited).isEqualTo(custody(2, 120, ""));
        assertThat(inherited.suspect(119)).isTrue();
        assertThat(inherited.suspect(120)).isFalse();
        assertThat(inherited.guilty(41)).isFalse();
    }

    @Test
    void inherited_ofOneWhoHadDoneAllSuspects_countsFromOne() {
        Custody inherited = Custody.inherited(found(100, 140, CustodyNote.atWork(custody(3, 100, "90:1"))));

        assertThat(inherited).isEqualTo(custody(1, 140, ""));
    }

    @Test
    void inherited_ofOneWhoLeftWithAllSuspectsDone_isNothing() {
        Custody inherited = Custody.inherited(found(100, 140, "left " + CustodyNote.atWork(custody(3, 100, "90:1"))));

        assertThat(inherited).isEqualTo(Custody.NONE);
    }

    @Test
    void inherited_ofTwoWhoDiedOverOneTile_makesItGuilty() {
        Custody first = Custody.inherited(
                found(41, 120, CustodyNote.atWork(custody(2, 120, "").probing(41))));
        assertThat(first).isEqualTo(custody(3, 120, "41:1"));
        assertThat(first.guilty(41)).isFalse();

        Custody second = Custody.inherited(found(41, 120, CustodyNote.atWork(first.probing(41))));
        assertThat(second).isEqualTo(custody(4, 120, "41:2"));
        assertThat(second.guilty(41)).isTrue();
        assertThat(second.deathsOver(41)).isEqualTo(2);
    }

    @Test
    void inherited_probeThatIsCommitted_isNotBlamed() {
        Custody inherited = Custody.inherited(
                found(42, 120, CustodyNote.atWork(custody(2, 120, "").probing(41))));

        assertThat(inherited).isEqualTo(custody(3, 120, ""));
    }

    @Test
    void inherited_probeOfAnotherTile_forgetsNoBlame() {
        Custody inherited = Custody.inherited(
                found(41, 120, CustodyNote.atWork(custody(3, 120, "30:1,44:1").probing(43))));

        assertThat(inherited).isEqualTo(custody(4, 120, "43:1,44:1"));
    }

    @Test
    void blamed_manyTiles_keepsTheLowest() {
        TreeMap<Long, Integer> blame = new TreeMap<>();
        for (long offset = 100; offset > 0; offset--) {
            blame.put(offset, 1);
        }

        Custody custody = new Custody(9, 200, blame, OptionalLong.empty());

        assertThat(custody.blamed()).hasSize(Custody.MAX_BLAMED).containsKeys(1L, 16L);
    }

    static ServiceView found(long committed, long end, String note) {
        return new ServiceView(0, OptionalLong.of(committed), end, false, note);
    }

    /** @param blamed as in the note */
    static Custody custody(int deaths, long suspectBelow, String blamed) {
        TreeMap<Long, Integer> blame = new TreeMap<>();
        if (!blamed.isEmpty()) {
            for (String entry : blamed.split(",", -1)) {
                String[] pair = entry.split(":", -1);
                blame.put(Long.valueOf(pair[0]), Integer.valueOf(pair[1]));
            }
        }
        return new Custody(deaths, suspectBelow, blame, OptionalLong.empty());
    }
}
