@NullMarked
package io.tesela.ingest.preview;

import org.jspecify.annotations.NullMarked;
