Verified<Notice> believed(notice, ProofIssuer::signature());  // rings
