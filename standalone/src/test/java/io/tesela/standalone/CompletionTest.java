package io.tesela.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.standalone.TestService.Ended;
import org.junit.jupiter.api.Test;

/** That the script knows the commands of {@code tesela}; what bash makes of such a script is tested where the client is. */
class CompletionTest {
    @Test
    void completion_hasEveryCommand_andTheFlagsOfTheRoles() {
        // When
        Ended ended = TestService.tesela("completion");

        // Then
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.out())
                .contains(
                        "upload jobs status fetch cancel run up broker ingest tile-processor assembler filters verify topics")
                .contains(
                        "'--max-tiles-per-second'",
                        "(\"tile\" \"job\") # --partitioning values",
                        "(\"adaptive\" \"bilateral\" \"blur\" ",
                        " # --filters values")
                .contains("complete -F _complete_tesela -o default tesela");
    }
}
