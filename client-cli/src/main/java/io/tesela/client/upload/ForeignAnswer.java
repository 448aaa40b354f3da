package io.tesela.client.upload;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;

/** The answer of something that is no server of ours, such as one that speaks HTTP. */
final class ForeignAnswer {
    private ForeignAnswer() {}

    /**
     * Returns what a user is told.
     *
     * @param error of reading what came first; stays as it is unless that was no message
     */
    static Throwable explain(ServerAddress server, Throwable error) {
        return error instanceof TeselaException known && known.code() == FailureCode.BAD_MESSAGE
                ? new TeselaException(
                        FailureCode.BAD_MESSAGE,
                        server + " answers, but not as Tesela does (expected: the port of an ingest, 9090 unless it was"
                                + " told another)",
                        error)
                : error;
    }
}
