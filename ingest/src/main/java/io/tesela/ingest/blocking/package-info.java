/** Calls that block, with results that are never lost and without interrupts, which would close the files under them. */
@NullMarked
package io.tesela.ingest.blocking;

import org.jspecify.annotations.NullMarked;
