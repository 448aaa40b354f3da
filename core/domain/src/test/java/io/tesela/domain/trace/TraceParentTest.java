package io.tesela.domain.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.domain.job.JobId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";

    /** Another life of a process, and another build, must come to the same: these are SHA-256 of the id, as any tool gives it. */
    @Test
    void ofJob_followsFromItsId() {
        assertThat(TraceParent.ofJob(new JobId("job-1")))
                .isEqualTo(new TraceParent("026ab639c21df8aa80e5789370a9db1b", "8b524b776fd8a0c2"))
                .isNotEqualTo(TraceParent.ofJob(new JobId("job-2")));
    }

    @Test
    void parse_ofAHeader_isItsInverse() {
        TraceParent parent = new TraceParent(TRACE, SPAN);

        assertThat(parent.header()).isEqualTo("00-" + TRACE + "-" + SPAN + "-01");
        assertThat(TraceParent.parse(parent.header())).contains(parent);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-" + TRACE + "-" + SPAN + "-00",
                "01-" + TRACE + "-" + SPAN + "-01",
                "00-00000000000000000000000000000000-" + SPAN + "-01",
                "00-" + TRACE + "-0000000000000000-01",
                "00-" + TRACE + "-" + SPAN + "-01-",
                "00-0AF7651916CD43DD8448EB211C80319C-" + SPAN + "-01"
            })
    void parse_ofAnythingElse_isEmpty(String header) {
        assertThat(TraceParent.parse(header)).isEmpty();
    }

    @Test
    void ids_ofNothing_areRefused() {
        assertThatThrownBy(() -> new TraceParent(TRACE, "0000000000000000"))
                .hasMessageStartingWith("spanId: 0000000000000000 (expected: ");
        assertThatThrownBy(() -> new TraceParent("x", SPAN)).hasMessageStartingWith("traceId: x (expected: ");
    }
}
