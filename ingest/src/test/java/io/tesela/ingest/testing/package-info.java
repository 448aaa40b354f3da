/**
 * What the tests of an ingest share: a video format of its own, an ingest in memory, its client and its assembler; no tests.
 *
 * <p>Starting points: {@link io.tesela.ingest.testing.TestIngest}, {@link io.tesela.ingest.testing.TestClient}.
 */
@NullMarked
package io.tesela.ingest.testing;

import org.jspecify.annotations.NullMarked;
