package io.tesela.ingest.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.telemetry.HttpAnswer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Why a request is not served, as HTTP says it. */
final class HttpRefusal extends RuntimeException {
    private static final Logger LOG = LoggerFactory.getLogger(HttpRefusal.class);
    private static final long serialVersionUID = 1L;

    private final transient HttpResponseStatus status;

    HttpRefusal(HttpResponseStatus status, String sentence) {
        super(sentence);
        this.status = status;
    }

    private HttpRefusal(TeselaException failure) {
        super(failure.sentence(), failure);
        this.status = status(failure.code());
    }

    /** Returns what a failure is called here; one that is ours is logged. */
    static HttpRefusal of(Throwable error) {
        if (error instanceof HttpRefusal refusal) {
            return refusal;
        }
        HttpRefusal refusal = new HttpRefusal(TeselaException.from(error));
        if (refusal.status.equals(HttpResponseStatus.INTERNAL_SERVER_ERROR)) {
            LOG.atError().setCause(error).log("a request was not served");
        }
        return refusal;
    }

    static HttpRefusal badRequest(String sentence) {
        return new HttpRefusal(HttpResponseStatus.BAD_REQUEST, sentence);
    }

    static HttpRefusal gone(String sentence) {
        return new HttpRefusal(HttpResponseStatus.GONE, sentence);
    }

    static HttpRefusal conflict(String sentence) {
        return new HttpRefusal(HttpResponseStatus.CONFLICT, sentence);
    }

    /** Returns the answer that says so. */
    HttpAnswer answer() {
        return HttpAnswer.line(status, String.valueOf(getMessage()));
    }

    private static HttpResponseStatus status(FailureCode code) {
        return switch (code) {
            case BAD_MESSAGE, UNSUPPORTED_VERSION, BAD_FILTER, BAD_TILES, UNSUPPORTED_CODEC, CHECKSUM_MISMATCH ->
                HttpResponseStatus.BAD_REQUEST;
            case UNAUTHORIZED -> HttpResponseStatus.UNAUTHORIZED;
            case PATH_NOT_ALLOWED -> HttpResponseStatus.FORBIDDEN;
            case UNKNOWN_JOB -> HttpResponseStatus.NOT_FOUND;
            case CANCELLED -> HttpResponseStatus.CONFLICT;
            case TOO_LARGE -> HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE;
            case NOT_A_VIDEO -> HttpResponseStatus.UNPROCESSABLE_ENTITY;
            case BUSY -> HttpResponseStatus.SERVICE_UNAVAILABLE;
            case TIMEOUT -> HttpResponseStatus.REQUEST_TIMEOUT;
            case INTERNAL -> HttpResponseStatus.INTERNAL_SERVER_ERROR;
        };
    }
}
