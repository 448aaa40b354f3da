package io.tesela.mp4;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FinishedBytesTest {
    private static final byte[] GROWING = TestJob.regular(2, 4, 1, 3, 6).growing();

    @Test
    void read_inPiecesOfAnySize_isWhatFinishingMakes_andChangesNothing() throws IOException {
        byte[] expected = finished();
        for (int piece : List.of(1, 7, 16, 37, 4096, expected.length + 1)) {
            FakeFileChannel file = new FakeFileChannel(GROWING);

            byte[] read = inPieces(Mp4Finisher.finished(file), piece);

            assertThat(read).as("in pieces of " + piece).isEqualTo(expected);
            assertThat(file.bytes()).isEqualTo(GROWING);
            assertThat(file.steps).isEmpty();
        }
    }

    @Test
    void skip_toAnywhere_leavesWhatFollows() throws IOException {
        byte[] expected = finished();
        for (int from = 0; from <= expected.length; from++) {
            FinishedBytes bytes = Mp4Finisher.finished(new FakeFileChannel(GROWING));

            assertThat(bytes.size()).isEqualTo(expected.length);
            assertThat(bytes.skip(from)).isEqualTo(from);
            assertThat(inPieces(bytes, 4096)).isEqualTo(Arrays.copyOfRange(expected, from, expected.length));
        }
    }

    @Test
    void skip_beyondTheEnd_endsThere() throws IOException {
        FinishedBytes bytes = Mp4Finisher.finished(new FakeFileChannel(GROWING));

        assertThat(bytes.skip(Long.MAX_VALUE)).isEqualTo(bytes.size());
        assertThat(bytes.skip(-1)).isZero();
        assertThat(bytes.read()).isEqualTo(-1);
    }

    private static byte[] finished() throws IOException {
        FakeFileChannel file = new FakeFileChannel(GROWING);
        Mp4Finisher.finish(file);
        return file.bytes();
    }

    private static byte[] inPieces(InputStream in, int piece) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[piece];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            all.write(buffer, 0, count);
        }
        return all.toByteArray();
    }
}
