import { useLingui } from "@lingui/react/macro";
import { Modal } from "@mantine/core";
import { useState } from "react";
import type { Api, Version } from "@/client/types.gen";
import { nothingEntered } from "./entered";
import { ImportForm } from "./ImportForm";
import { ImportProgress } from "./ImportProgress";

type Props = {
  api: Api;
  /** The version whose import is watched; none yet while the document is chosen. */
  watched: string | undefined;
  label: string;
  onWatch: (version: string | undefined) => void;
  onReview: (version: Version) => void;
  onClose: () => void;
};

/** ImportWizard goes from a document to a draft: choose, upload, watch, look at what came of it. */
export function ImportWizard({ api, watched, label, onWatch, onReview, onClose }: Props) {
  const { t } = useLingui();
  const [entered, setEntered] = useState({ ...nothingEntered, label });
  return (
    <Modal opened onClose={onClose} title={t`Import a document`} size="lg" centered closeOnClickOutside={false}>
      {watched ? (
        <ImportProgress
          api={api}
          id={watched}
          fetched={entered.way === "fetch"}
          onAgain={(version) => {
            // A new object is a new attempt, even where nothing in it was changed.
            setEntered({ ...entered, label: entered.label || version.label });
            onWatch(undefined);
          }}
          onReview={onReview}
          onClose={onClose}
        />
      ) : (
        <ImportForm
          api={api}
          entered={entered}
          onEnter={setEntered}
          onStarted={(version) => onWatch(version.id)}
          onClose={onClose}
        />
      )}
    </Modal>
  );
}
