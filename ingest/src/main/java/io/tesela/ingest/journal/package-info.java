/**
 * What an ingest writes down of its jobs, beside their files, so that its next life goes on with them.
 *
 * <p>Starting points: {@link io.tesela.ingest.journal.Ticket}, {@link io.tesela.ingest.journal.LineJournal}.
 */
@NullMarked
package io.tesela.ingest.journal;

import org.jspecify.annotations.NullMarked;
